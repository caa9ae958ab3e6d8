import { ACT_EXITS, ACT_FLAGS, JUDGE_FLAGS, PLACE_FLAGS, WAY_FLAGS } from '../by-hand/flags.ts';
import type { CommandDoc } from '../command/doc.ts';

/** Help of `ami-warden waive` as data. */
export const WAIVE_DOC: CommandDoc = {
  path: ['waive'],
  summary: 'exempt one finding until a date',
  description: [
    'Journals who exempts the finding, why, for whom and until when; from then on nothing is done or told about it until that instant.',
    "It covers that finding and no other. The policy's waiverPolicy (longest time, form of the ticket) binds it. With your own credentials it",
    'binds commands of this machine alone; a waiver for everybody goes through the service, or stands in the policy.',
  ].join(' '),
  arguments: [{ name: '<finding>', text: 'the id of a finding, 16 hex digits' }],
  options: [
    { flags: '--until <moment>', text: 'until when: a date, an instant, or so long from now (7d)' },
    { flags: '--reason <text>', text: 'why' },
    { flags: '--owner <who>', text: 'whose exemption it is' },
    { flags: '--ticket <id>', text: 'the ticket, where the policy asks for one' },
    {
      flags: '--subject <subject>',
      text: 'what the finding is about',
      fallback: 'as the journal says, in which it is looked for; with --via that reads the whole table',
    },
    ...JUDGE_FLAGS.slice(0, 1),
    ...PLACE_FLAGS,
    ...WAY_FLAGS,
    ...ACT_FLAGS,
  ],
  exits: ACT_EXITS.filter(({ code }) => code !== 3),
  examples: [
    'ami-warden waive 3f2a9c51d07be846 --until 7d --reason "partner migration" --owner web@example.com --via ami-warden-prod',
    'ami-warden waive 3f2a9c51d07be846 --until 2027-03-01 --reason "partner migration" --owner web@example.com --ticket SEC-42 --yes',
  ],
};
