import type { QuotaUse } from '../../app/estate/quota-uses.ts';
import { ageText } from '../../render/age-text.ts';
import type { Tone } from '../../render/paint.ts';
import { sparkline } from '../../render/sparkline.ts';
import type { SweptPlace } from '../estate/how-old.ts';
import { csvText } from '../output/csv.ts';
import { jsonText } from '../output/json.ts';
import type { Forms } from '../output/show.ts';
import { table, type Cell } from '../output/table.ts';
import { forecastText } from './forecast-text.ts';

// Of a history, and of one on a screen that has no room for it.
const WIDTH = 16;
const NARROW = 8;
const ROOMY = 110;

/** The quotas in each form. */
export const quotaForms = (
  uses: readonly QuotaUse[],
  swept: readonly SweptPlace[],
  now: Date,
): Forms<'table' | 'json' | 'csv'> => ({
  table: (screen) =>
    uses.length === 0
      ? ''
      : table(
          ['where', 'quota', 'used', 'limit', '%', 'history', 'a day', 'as things go', 'counted'],
          uses.map((use) => rowOf(use, (screen.width ?? ROOMY) < ROOMY ? NARROW : WIDTH, now)),
          screen,
        ),
  json: () => jsonText({ quotas: uses, places: swept }),
  csv: () =>
    csvText(
      [
        'account',
        'region',
        'quota',
        'used',
        'limit',
        'origin',
        'image',
        'perDay',
        'reaches',
        'from',
        'to',
        'countedAt',
      ],
      uses.map((use) => [
        use.account,
        use.region,
        use.quota,
        use.used,
        use.limit,
        use.origin,
        use.image,
        use.perDay,
        ...datesOf(use),
        use.countedAt,
      ]),
    ),
});

const rowOf = (use: QuotaUse, width: number, now: Date): readonly Cell[] => {
  const percent = use.limit === null || use.limit === 0 ? null : Math.floor((use.used * 100) / use.limit);
  return [
    { text: `${use.account}/${use.region}`, tone: 'label' },
    use.image === null ? use.quota : `${use.quota} of ${use.image}`,
    String(use.used),
    use.limit === null ? '?' : `${String(use.limit)}${use.origin === 'default' ? ' (default)' : ''}`,
    percent === null ? '?' : { text: String(percent), tone: toneOf(percent) },
    sparkline(use.samples, width) || '-',
    use.perDay === null ? '-' : signed(use.perDay),
    use.forecast === null ? '-' : forecastText(use.forecast, now),
    use.countedAt === null ? '?' : ageText(use.countedAt, now),
  ];
};

/** As the rule `quota` has its thresholds where nobody sets others. */
const toneOf = (percent: number): Tone => {
  if (percent >= 90) return 'bad';
  return percent >= 70 ? 'attention' : 'none';
};

const signed = (perDay: number): string => {
  const text = Math.abs(perDay) >= 10 ? String(Math.round(perDay)) : String(Math.round(perDay * 10) / 10);
  return perDay > 0 ? `+${text}` : text;
};

const datesOf = ({ forecast }: QuotaUse): readonly (string | null)[] =>
  forecast?.kind === 'reaches' ? [forecast.at, forecast.from, forecast.to] : [null, null, null];
