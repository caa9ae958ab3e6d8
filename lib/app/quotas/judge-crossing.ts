import type { Cause } from '../../model/journal.ts';
import type { AccountRegion } from '../../model/subject.ts';
import { quotaWatch } from '../../policy/quota-watch.ts';
import type { CountChange, Inventory } from '../../ports/inventory.ts';
import { isCrossing } from '../../quota/crossing.ts';
import type { GuardPorts } from '../guard-ports.ts';
import { judgeQuotas } from './judge-quotas.ts';

/**
 * To be called after an event changed what is counted of a place, by `by` (0 for a second delivery): judges its quotas when one of
 * them passes a threshold of the policy, up or down. Nothing is counted anew, and AWS is not asked. Rejects with `Fault`.
 */
export const judgeCrossing = async (
  place: AccountRegion,
  by: CountChange,
  cause: Cause,
  ports: GuardPorts & { readonly inventory: Pick<Inventory, 'place'> },
): Promise<void> => {
  const { thresholds } = quotaWatch(await ports.policies.policy());
  const watched = (['amis', 'public-amis', 'snapshots'] as const).filter(
    (quota) => by[quota] !== undefined && thresholds[quota] !== undefined,
  );
  if (watched.length === 0) return;
  const { counts, limits } = (await ports.inventory.place(place)).value;
  const crosses = watched.some((quota) => {
    const used = counts.find((count) => count.quota === quota)?.used;
    const limit = limits.find((one) => one.quota === quota)?.limit;
    if (used === undefined || limit === undefined) return false;
    return isCrossing(used, by[quota] ?? 0, limit, thresholds[quota] ?? []);
  });
  if (crosses) await judgeQuotas(place, cause, ports);
};
