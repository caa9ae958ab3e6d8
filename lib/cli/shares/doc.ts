import type { CommandDoc } from '../command/doc.ts';
import { IMAGE_FILTER_FLAGS, INVENTORY_FLAGS } from '../estate/flags.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `shares` prints. */
export const SHARES_FORMS = ['table', 'json', 'csv'] as const;

/** Help of `ami-warden shares` as data. */
export const SHARES_DOC: CommandDoc = {
  path: ['shares'],
  summary: 'who may launch which images: by whom they are shared with',
  description: [
    'Tells from what is kept, without asking AWS, which images somebody may launch, and by which grant: one that names them, one that covers',
    'them (their organisation, a unit above them, everybody), or one that names only a part of them. Without --with it lists whom images are',
    'shared with at all. It says how old that is.',
  ].join(' '),
  options: [
    {
      flags: '--with <whom>',
      text: 'public, self, an account id, o-…, ou-…, or the path of a unit (Root/…)',
    },
    ...IMAGE_FILTER_FLAGS,
    ...INVENTORY_FLAGS,
    outputOption(SHARES_FORMS),
  ],
  notes: [
    'Who belongs to an organisation is known of your own alone, and only once it was read (`scan` with credentials that may). An account may',
    'always launch its own images: that is no share, and not in the list.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'shown, if there was anything' },
    { code: 1, text: 'nothing is kept, it could not be read, or the flags are wrong' },
    {
      code: 3,
      text: 'of some images nobody read who may launch them, or who belongs to --with is not known',
    },
  ],
  examples: [
    'ami-warden shares',
    'ami-warden shares --with 444455556666',
    'ami-warden shares --with Root/Workloads/Prod --output csv > prod.csv',
    'ami-warden shares --with public --via ami-warden-prod',
  ],
};
