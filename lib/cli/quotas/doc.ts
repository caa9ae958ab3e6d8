import type { CommandDoc } from '../command/doc.ts';
import { INVENTORY_FLAGS, PLACE_FILTER_FLAGS } from '../estate/flags.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `quotas` prints. */
export const QUOTAS_FORMS = ['table', 'json', 'csv'] as const;

/** The quotas that are watched. */
export const QUOTA_NAMES = ['amis', 'public-amis', 'snapshots', 'ami-shares'] as const;

/** Help of `ami-warden quotas` as data. */
export const QUOTAS_DOC: CommandDoc = {
  path: ['quotas'],
  summary:
    'how much of the quotas on images and snapshots is used, how that grows, and when it meets the limit',
  description: [
    'Tells from what is kept, without asking AWS, how much of each quota was used when it was last counted, and draws its history. When the limit',
    'is met as things go is said by the last 30 days, with the days between which that lies; nothing is claimed on less than eight counts over a',
    'week. The fullest come first.',
  ].join(' '),
  options: [
    ...PLACE_FILTER_FLAGS,
    { flags: '--quota <name...>', text: 'only these quotas', choices: QUOTA_NAMES },
    {
      flags: '--since <moment>',
      text: 'the history that is drawn, from then on: so long ago, a date or an instant',
      fallback: '90d',
    },
    ...INVENTORY_FLAGS,
    outputOption(QUOTAS_FORMS),
  ],
  notes: [
    'Images in the Recycle Bin count as AMIs. ami-shares is of one image: shown is the one of each account and region that is shared with the',
    'most; accounts, organisations and units count one each, everybody (public) does not count. No history is kept of it.',
  ].join('\n'),
  exits: [
    { code: 0, text: 'shown' },
    { code: 1, text: 'nothing is kept, it could not be read, or the flags are wrong' },
    { code: 3, text: 'in some account and region nothing was counted, or a limit is not known' },
  ],
  examples: [
    'ami-warden quotas',
    'ami-warden quotas --quota amis --since 30d --output csv > amis.csv',
    `ami-warden quotas --output json | jq '.quotas[] | select(.forecast.kind == "reaches")'`,
    'ami-warden quotas --via ami-warden-prod --account 111122223333',
  ],
};
