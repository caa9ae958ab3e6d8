import type { QuotaUsage } from '../model/facts.ts';
import type { ParametersOf } from '../model/parameters.ts';
import { missing } from './failures.ts';
import type { Failure } from './rule.ts';
import { dayOf, timeOf } from './span.ts';

// A finding that is open stays so until the use is this many percents of the limit below its threshold, and a forecast until it is
// this part of the horizon beyond it: what goes up and down around a threshold is told once.
const LEEWAY_PERCENT = 2;
const LEEWAY_PART = 0.25;

const DAY_MS = 86_400_000;

/** Whether a finding of this level is open already. */
type IsOpen = (detail: Failure['detail']) => boolean;

/** At most one failure for the use of one quota: `critical` before `warn`, what is used before what the trend says. */
export const judgeUsage = (
  usage: QuotaUsage,
  { watch, forecast }: Pick<ParametersOf<'quota'>, 'watch' | 'forecast'>,
  now: Date,
  isOpen: IsOpen,
): readonly Failure[] => {
  const limits = watch[usage.quota];
  if (limits === undefined) return [];
  const { used, limit, reachesAt } = usage;
  if (!Number.isFinite(used) || !Number.isFinite(limit))
    return [missing(`the use of the quota ${usage.quota}`)];
  const use = `${String(used)} of ${String(limit)} ${usage.quota} are used`;
  for (const level of ['critical', 'warn'] as const) {
    // Whole numbers: 57 of 100 is 57 %, and not 56.99999999999999.
    if (used * 100 >= limit * limits[level]) {
      return [failing(usage, level, `${use}, ${String(limits[level])} % or more.`)];
    }
    const held = failing(usage, level, `${use}, which is hardly below ${String(limits[level])} %.`);
    if (used * 100 >= limit * (limits[level] - LEEWAY_PERCENT) && isOpen(held.detail)) return [held];
  }
  if (forecast === null || reachesAt === null) return [];
  const meets = timeOf(reachesAt);
  if (meets === null) return [missing(`when the quota ${usage.quota} is used up`)];
  const failure = failing(
    usage,
    'warn',
    `${use}, and the trend meets the limit ${whenOf(usage, reachesAt, now)}.`,
  );
  const ahead = (meets - now.getTime()) / 1000;
  if (ahead <= forecast.horizon) return [failure];
  return ahead <= forecast.horizon * (1 + LEEWAY_PART) && isOpen(failure.detail) ? [failure] : [];
};

/** `on 2026-09-15`, or with what it may also be: `in 12 days (9 to 20)`. */
const whenOf = ({ reachesBetween }: QuotaUsage, reachesAt: string, now: Date): string => {
  if (reachesBetween === undefined) return `on ${dayOf(reachesAt)}`;
  const days = (instant: string): string => {
    const time = timeOf(instant);
    return time === null ? '?' : String(Math.max(0, Math.round((time - now.getTime()) / DAY_MS)));
  };
  const { from, to } = reachesBetween;
  return `in ${days(reachesAt)} days (${days(from)} ${to === null ? 'or later' : `to ${days(to)}`})`;
};

const failing = (
  { quota, used, limit }: QuotaUsage,
  level: 'warn' | 'critical',
  reason: string,
): Failure => ({
  detail: { kind: 'quota', quota, level, used, limit },
  reason,
});
