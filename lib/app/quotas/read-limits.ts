import type { QuotaName } from '../../model/facts.ts';
import { Fault } from '../../model/fault.ts';
import type { AppliedLimit, KnownPlace, QuotaCount, SweepGap } from '../../model/inventory.ts';
import type { CountPorts } from './quota-ports.ts';

const FRESH_MS = 7 * 24 * 60 * 60_000;

/** What came of asking; what could not be had is a gap, and stays as it was last known. */
interface ReadLimits {
  readonly limits: readonly AppliedLimit[];
  readonly gaps: readonly SweepGap[];
}

/**
 * The limits of these quotas: as they are kept, for seven days; asked for anew in every sweep where the use is past one of
 * the policy's thresholds, because that is where somebody may have been granted more.
 */
export const readLimits = async (
  { place, limits: kept }: Pick<KnownPlace, 'place' | 'limits'>,
  counts: readonly QuotaCount[],
  thresholds: Partial<Readonly<Record<QuotaName, readonly number[]>>>,
  { quotas, clock }: Pick<CountPorts, 'quotas' | 'clock'>,
): Promise<ReadLimits> => {
  const now = clock.now();
  const isFresh = ({ quota, limit, readAt }: AppliedLimit): boolean => {
    const used = counts.find((count) => count.quota === quota)?.used ?? 0;
    const isPast = (thresholds[quota] ?? []).some((percent) => used * 100 >= limit * percent);
    return !isPast && now.getTime() - Date.parse(readAt) < FRESH_MS;
  };
  const limits: AppliedLimit[] = [];
  const gaps: SweepGap[] = [];
  // Shares are counted image by image, wherever somebody asks.
  const shares: readonly QuotaName[] = thresholds['ami-shares'] === undefined ? [] : ['ami-shares'];
  for (const quota of [...counts.map((count) => count.quota), ...shares]) {
    const known = kept.find((limit) => limit.quota === quota);
    if (known !== undefined && isFresh(known)) {
      limits.push(known);
      continue;
    }
    try {
      limits.push({ quota, ...(await quotas.limit(place, quota)), readAt: now.toISOString() });
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      gaps.push(gapOf(fault));
      if (known !== undefined) limits.push(known);
    }
  }
  return { limits, gaps };
};

/** Something of the place as a whole that could not be had. */
export const gapOf = ({ operation, code, message }: Fault): SweepGap => ({
  image: null,
  operation,
  code,
  message,
});
