import type { UsageSample } from '../model/inventory.ts';
import { sinceLastStep } from './steps.ts';
import { type Point, trendOf } from './trend.ts';

/** The history that a forecast rests on where no policy names another, in seconds. */
export const USUAL_WINDOW_SECONDS = 30 * 86_400;

/** Below this history nothing is claimed. */
const LEAST_SAMPLES = 8;
const LEAST_DAYS = 7;

// In days. Scans that somebody repeats within hours say nothing of how days go.
const LEAST_APART = 0.25;

/** No further ahead than this many times the history that it rests on. */
const FURTHEST = 4;

// Pairs of samples are compared, so their number is kept within bounds.
const MOST_SAMPLES = 200;

/**
 * When a limit is reached as things go: at `at`, between `from` and `to` (ISO 8601); `to` is null where its end is too far off to be
 * told. Or why that is not claimed: `short`, too little history since the last step; `steady`, no growth that is more than noise;
 * `far`, later than the history allows to look ahead.
 */
export type Forecast =
  | { readonly kind: 'reaches'; readonly at: string; readonly from: string; readonly to: string | null }
  | { readonly kind: 'reached' }
  | { readonly kind: 'short' | 'steady' | 'far' };

const DAY_MS = 86_400_000;
// Nothing finer is meant.
const HOUR_MS = 3_600_000;

/** Forecasts by the samples that are there, oldest first; `used` and `limit` are of `now`. */
export const forecast = (
  samples: readonly Pick<UsageSample, 'at' | 'used'>[],
  { used, limit }: { readonly used: number; readonly limit: number },
  now: Date,
): Forecast => {
  if (used >= limit) return { kind: 'reached' };
  const points = sinceLastStep(
    thinned(apart(samples.map(({ at, used: value }) => ({ at: Date.parse(at) / DAY_MS, value })))),
    limit,
  );
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return { kind: 'short' };
  const span = last.at - first.at;
  if (points.length < LEAST_SAMPLES || span < LEAST_DAYS) return { kind: 'short' };
  const trend = trendOf(points);
  // Where no growth at all is as likely, no day is worth being named.
  if (trend === null || trend.low <= 0) return { kind: 'steady' };
  const room = limit - used;
  const [days, soonest, latest] = [room / trend.slope, room / trend.high, room / trend.low];
  const furthest = span * FURTHEST;
  if (days > furthest) return { kind: 'far' };
  const day = (ahead: number): string =>
    new Date(Math.round((now.getTime() + ahead * DAY_MS) / HOUR_MS) * HOUR_MS).toISOString();
  return { kind: 'reaches', at: day(days), from: day(soonest), to: latest > furthest ? null : day(latest) };
};

/** Of points that lie close together the last. */
const apart = (points: readonly Point[]): readonly Point[] => {
  const kept: Point[] = [];
  let began = -Infinity;
  for (const point of points) {
    if (point.at - began < LEAST_APART) kept.pop();
    else began = point.at;
    kept.push(point);
  }
  return kept;
};

/** At most so many, evenly, the first and the last among them. */
const thinned = <T>(points: readonly T[]): readonly T[] => {
  if (points.length <= MOST_SAMPLES) return points;
  const step = (points.length - 1) / (MOST_SAMPLES - 1);
  return Array.from({ length: MOST_SAMPLES }, (_, index) => points[Math.round(index * step)]).filter(
    (point) => point !== undefined,
  );
};
