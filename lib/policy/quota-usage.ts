import type { QuotaUsage } from '../model/facts.ts';
import type { ParametersOf } from '../model/parameters.ts';
import { missing } from './failures.ts';
import type { Failure } from './rule.ts';
import { dayOf, timeOf } from './span.ts';

/** At most one failure for the use of one quota: `critical` before `warn`, what is used before what the trend says. */
export const judgeUsage = (
  usage: QuotaUsage,
  { watch, forecast }: Pick<ParametersOf<'quota'>, 'watch' | 'forecast'>,
  now: Date,
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
  }
  if (forecast === null || reachesAt === null) return [];
  const meets = timeOf(reachesAt);
  if (meets === null) return [missing(`when the quota ${usage.quota} is used up`)];
  if (meets - now.getTime() > forecast.horizon * 1000) return [];
  return [failing(usage, 'warn', `${use}, and the trend meets the limit on ${dayOf(reachesAt)}.`)];
};

const failing = (
  { quota, used, limit }: QuotaUsage,
  level: 'warn' | 'critical',
  reason: string,
): Failure => ({
  detail: { kind: 'quota', quota, level, used, limit },
  reason,
});
