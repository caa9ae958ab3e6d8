import type { KnownPlace } from '../../model/inventory.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { quotaWatch } from '../../policy/quota-watch.ts';
import { differs } from '../../quota/difference.ts';
import type { CountPorts } from './quota-ports.ts';
import { forecastsOf } from './tell-usage.ts';

const DAY_MS = 86_400_000;

// Half of the way to its first threshold a quota begins to be worth a graph of its own.
const WORTH_A_GRAPH = 0.5;

/** Tells what is used of each quota, when it is used up, and where AWS counts something else; of what is not used at all, nothing. */
export const noteUse = async (known: KnownPlace, policy: PolicyBundle, ports: CountPorts): Promise<void> => {
  const usages = (await forecastsOf(known, policy, ports)).filter(
    ({ used, limit }) => used > 0 || limit === 0,
  );
  // Most account-regions are empty, and CloudWatch asks a price for each metric.
  if (usages.length === 0) return;
  const { thresholds } = quotaWatch(policy);
  const measured = await ports.quotas.usage(known.place);
  const now = ports.clock.now().getTime();
  for (const { quota, used, limit, forecast } of usages) {
    const lowest = Math.min(...(thresholds[quota] ?? [100]));
    const aws = measured.kind === 'known' ? (measured.value[quota] ?? null) : null;
    const reaches = forecast.kind === 'reaches' ? Date.parse(forecast.at) : null;
    ports.telemetry.note({
      kind: 'quota',
      place: known.place,
      quota,
      used,
      limit,
      daysLeft: reaches === null ? null : (reaches - now) / DAY_MS,
      isNear: used * 100 >= limit * lowest * WORTH_A_GRAPH || reaches !== null,
      aws,
      differs: aws !== null && differs(used, aws),
    });
  }
};
