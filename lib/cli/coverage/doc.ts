import { COVERAGE_STATUSES } from '../../model/coverage.ts';
import type { CommandDoc } from '../command/doc.ts';
import { INVENTORY_FLAGS, PLACE_FILTER_FLAGS } from '../estate/flags.ts';
import { outputOption } from '../output/format.ts';

/** The forms of what `coverage` prints. */
export const COVERAGE_FORMS = ['table', 'json', 'csv'] as const;

/** Since how many hours something is silent or stale, unless told; what serverless.yml sets unless told. */
export const USUAL_HOURS = 48;

const FALLBACK = `what the service of --via was deployed with, or else ${String(USUAL_HOURS)}`;

/** Help of `ami-warden coverage` as data. */
export const COVERAGE_DOC: CommandDoc = {
  path: ['coverage'],
  summary: 'which accounts and regions are looked after, which are not, and why',
  description: [
    'Lists every account and region that is expected, and those known before: whether it reports, and if not, since when and why. Of a',
    'deployed service it is what the last sweep and the events since have left; of this machine, what `scan` has looked at.',
  ].join(' '),
  options: [
    ...PLACE_FILTER_FLAGS,
    { flags: '--status <status...>', text: 'only those that stand so', choices: COVERAGE_STATUSES },
    {
      flags: '--silent-hours <hours>',
      text: 'how long without an event or a sweep is silent',
      fallback: FALLBACK,
    },
    {
      flags: '--stale-hours <hours>',
      text: 'how long without a sweep is stale',
      fallback: FALLBACK,
    },
    ...INVENTORY_FLAGS,
    outputOption(COVERAGE_FORMS),
  ],
  notes: [
    'reporting: swept whole, and lately, be it without the limits of quotas. partial: swept lately, with gaps. waiting: the first sweep is to come. stale: no sweep for long.',
    'silent: no event and no sweep for long. denied: it let us in once and does no more. never-enrolled: it never did. The others are',
    'not expected: suspended, disabled (the region, in that account), excluded (by the settings), gone (from the organisation).',
  ].join('\n'),
  exits: [
    { code: 0, text: 'all that is shown and expected reports, or will after its first sweep' },
    { code: 1, text: 'nothing is kept, it could not be read, or the flags are wrong' },
    { code: 2, text: 'some are stale, silent, denied or were never enrolled' },
    { code: 3, text: 'none of these, but some could be seen in part only' },
  ],
  examples: [
    'ami-warden coverage --via ami-warden-prod',
    'ami-warden coverage --via ami-warden-prod --status denied never-enrolled --output csv > to-enrol.csv',
    'ami-warden coverage --table ami-warden-prod-inventory --account 111122223333',
  ],
};
