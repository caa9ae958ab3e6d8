import type { CommandDoc } from '../command/doc.ts';
import { IMAGE_FILTER_FLAGS, INVENTORY_FLAGS } from '../estate/flags.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `inventory` prints. */
export const INVENTORY_FORMS = ['table', 'json', 'jsonl', 'csv'] as const;

/** Help of `ami-warden inventory` as data. */
export const INVENTORY_DOC: CommandDoc = {
  path: ['inventory'],
  summary: 'the images that are known, and who may launch them, without asking AWS',
  description: [
    'Lists images from what `scan` or the deployed service has kept: by account, region, id, name, tag, and by who may launch them. It says how',
    'old that is.',
  ].join(' '),
  options: [
    ...IMAGE_FILTER_FLAGS,
    {
      flags: '--shared-with <whom>',
      text: 'only images that reach them by a grant: public, self, an account id, o-…, ou-…, or the path of a unit (Root/…)',
    },
    ...INVENTORY_FLAGS,
    outputOption(INVENTORY_FORMS),
  ],
  notes:
    'Under "shared with", `?` says that nobody read it yet. `shares --with` tells by which grant an image reaches somebody.',
  exits: [
    { code: 0, text: 'shown, if there was anything' },
    { code: 1, text: 'nothing is kept, it could not be read, or the flags are wrong' },
    { code: 3, text: 'with --shared-with: of some images nobody read who may launch them' },
  ],
  examples: [
    'ami-warden inventory --account 111122223333 --region us-east-1',
    'ami-warden inventory --tag Owner --tag env=prod',
    'ami-warden inventory --shared-with public',
    `ami-warden inventory --output jsonl | jq -r 'select(.state == "disabled").image'`,
    'ami-warden inventory --table ami-warden-prod-inventory --output csv > images.csv',
  ],
};
