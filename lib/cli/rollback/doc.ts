import { ACT_EXITS, ACT_FLAGS, PLACE_FLAGS, ROLE_FLAGS, WAY_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden rollback` as data. */
export const ROLLBACK_DOC: CommandDoc = {
  path: ['rollback'],
  summary: 'take back what an entry of the journal did',
  description: [
    'Shows what it would give back, as far as it is still missing, asks, and does it; it is journaled and read back as any write is. The',
    'finding is open again: where a service guards the image, write a waiver first if it is to stay.',
  ].join(' '),
  arguments: [
    { name: '<entry>', text: 'the id of an entry, as `ami-warden journal` has it under "undo names"' },
  ],
  options: [
    {
      flags: '--subject <subject>',
      text: 'the image or account/region that the entry is of',
      fallback: 'as the journal says, in which it is looked for; with --via that reads the whole table',
    },
    ...PLACE_FLAGS,
    ...ROLE_FLAGS,
    ...WAY_FLAGS,
    ...ACT_FLAGS,
  ],
  exits: ACT_EXITS,
  examples: [
    "ami-warden rollback '2027-03-01T10:00:03.000Z#000004-abcdefgh'",
    "ami-warden rollback '2027-03-01T10:00:03.000Z#000004-abcdefgh' --via ami-warden-prod --subject 222233334444/eu-west-1/ami-0123456789abcdef0",
  ],
};
