import type { KnownPlace } from '../../model/inventory.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { subjectKey } from '../../model/subject.ts';
import { quotaWatch } from '../../policy/quota-watch.ts';
import { differs } from '../../quota/difference.ts';
import { weekBegan } from '../weekly.ts';
import type { CountPorts } from './quota-ports.ts';
import { forecastsOf } from './tell-usage.ts';

const DAY_MS = 86_400_000;

// Half of the way to its first threshold a quota begins to be worth a graph of its own.
const WORTH_A_GRAPH = 0.5;

/**
 * Tells what is used of each quota, when it is used up, and where AWS counts something else. Of what is not used at all, nothing, unless
 * AWS counts something there. `known`: with its last sweep before this one.
 */
export const noteUse = async (known: KnownPlace, policy: PolicyBundle, ports: CountPorts): Promise<void> => {
  const now = ports.clock.now().getTime();
  const usages = await forecastsOf(known, policy, ports);
  const isUsed = ({ used, limit }: (typeof usages)[number]): boolean => used > 0 || limit === 0;
  // Most account-regions are empty, and CloudWatch has a price: of those AWS's own counts are asked once a week.
  if (!usages.some(isUsed) && !isTurn(known, now)) return;
  const { thresholds } = quotaWatch(policy);
  const measured = await ports.quotas.usage(known.place);
  for (const usage of usages) {
    const { quota, used, limit, forecast } = usage;
    const lowest = Math.min(...(thresholds[quota] ?? [100]));
    const aws = measured.kind === 'known' ? (measured.value[quota] ?? null) : null;
    const isOther = aws !== null && differs(used, aws);
    if (!isUsed(usage) && !isOther) continue;
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
      differs: isOther,
    });
  }
};

/** Whether the place's week began since its last sweep. */
const isTurn = ({ place, swept }: KnownPlace, now: number): boolean => {
  const before = swept?.endedAt ?? null;
  return before === null || Date.parse(before) < weekBegan(subjectKey(place), now);
};
