import type { Coverage, CoverageStatus } from '../../model/coverage.ts';
import type { Tone } from '../../render/paint.ts';
import { csvText } from '../output/csv.ts';
import { jsonText } from '../output/json.ts';
import type { Forms } from '../output/show.ts';
import { table } from '../output/table.ts';

/** Each account-region as a row; `names` of accounts by their ids. */
export const coverageForms = (
  all: readonly Coverage[],
  names: ReadonlyMap<string, string>,
): Forms<'table' | 'json' | 'csv'> => ({
  table: (screen) =>
    all.length === 0
      ? ''
      : table(
          ['account', 'name', 'region', 'status', 'since', 'why'],
          all.map(({ place, status, since, why }) => [
            { text: place.account, tone: 'label' },
            names.get(place.account) ?? '-',
            place.region,
            { text: status, tone: TONES[status] },
            { text: since.replace(/\.\d+Z$/, 'Z'), tone: 'quiet' },
            why,
          ]),
          screen,
        ),
  json: () => jsonText(all.map((one) => ({ ...rowOf(one, names), why: one.why }))),
  csv: () =>
    csvText(
      [...HEAD, 'why'],
      all.map((one) => [...Object.values(rowOf(one, names)), one.why]),
    ),
});

const HEAD = ['account', 'name', 'region', 'status', 'since', 'heardAt', 'sweptAt'] as const;

const rowOf = (
  { place, status, since, heardAt, sweptAt }: Coverage,
  names: ReadonlyMap<string, string>,
): Readonly<Record<(typeof HEAD)[number], string | null>> => ({
  account: place.account,
  name: names.get(place.account) ?? null,
  region: place.region,
  status,
  since,
  heardAt,
  sweptAt,
});

const TONES: Readonly<Record<CoverageStatus, Tone>> = {
  reporting: 'good',
  partial: 'attention',
  waiting: 'quiet',
  stale: 'attention',
  silent: 'bad',
  denied: 'bad',
  'never-enrolled': 'bad',
  suspended: 'quiet',
  disabled: 'quiet',
  excluded: 'quiet',
  gone: 'quiet',
};
