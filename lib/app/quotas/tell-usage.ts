import type { QuotaUsage } from '../../model/facts.ts';
import type { Datum } from '../../model/image.ts';
import type { CountedQuota, KnownPlace } from '../../model/inventory.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import type { AccountRegion } from '../../model/subject.ts';
import { quotaWatch } from '../../policy/quota-watch.ts';
import { forecast, type Forecast, USUAL_WINDOW_SECONDS } from '../../quota/forecast.ts';
import type { UsagePorts } from './quota-ports.ts';

/** What is used of a quota, and when it will be used up. */
interface ForecastUsage {
  readonly quota: CountedQuota;
  readonly used: number;
  readonly limit: number;
  readonly forecast: Forecast;
}

/** The quotas of a place that were counted and whose limit is known, each with a forecast over the longest window that the policy names (30 days where it names none). */
export const forecastsOf = async (
  { place, counts, limits }: Pick<KnownPlace, 'place' | 'counts' | 'limits'>,
  policy: PolicyBundle,
  { inventory, clock }: Pick<UsagePorts, 'inventory' | 'clock'>,
): Promise<readonly ForecastUsage[]> => {
  const now = clock.now();
  const window = quotaWatch(policy).window ?? USUAL_WINDOW_SECONDS;
  const since = new Date(now.getTime() - window * 1000).toISOString();
  const told = counts.map(async ({ quota, used }) => {
    const limit = limits.find((one) => one.quota === quota)?.limit;
    if (limit === undefined) return [];
    const samples = await inventory.usage(place, quota, since);
    return [{ quota, used, limit, forecast: forecast(samples, { used, limit }, now) }];
  });
  return (await Promise.all(told)).flat();
};

/** The fact `quotas`, as the inventory knows it; a fault where nothing of the place was ever counted. Rejects with `Fault`. */
export const tellUsage = async (
  place: AccountRegion,
  ports: UsagePorts,
): Promise<Datum<readonly QuotaUsage[]>> => {
  const { value } = await ports.inventory.place(place);
  if (value.counts.length === 0) return UNCOUNTED;
  const usages = await forecastsOf(value, await ports.policies.policy(), ports);
  return { kind: 'known', value: usages.map(usageOf) };
};

const usageOf = ({ quota, used, limit, forecast: told }: ForecastUsage): QuotaUsage =>
  told.kind === 'reaches'
    ? { quota, used, limit, reachesAt: told.at, reachesBetween: { from: told.from, to: told.to } }
    : { quota, used, limit, reachesAt: null };

const UNCOUNTED: Datum<never> = {
  kind: 'fault',
  operation: 'counting what is used',
  code: 'NotCounted',
  message: 'neither a sweep nor `ami-warden scan` has counted it yet',
  retryable: false,
};
