import type { CountedQuota, KnownPlace, QuotaCount } from './inventory.ts';
import type { AccountRegion } from './subject.ts';

/** A place that nobody has put anything of. */
export const emptyPlace = ({ account, region }: AccountRegion): KnownPlace => ({
  place: { account, region },
  guardrails: {},
  counts: [],
  limits: [],
  swept: null,
  sweeping: null,
  heardAt: null,
});

/** The counts after a change: those that nobody counted yet stay unknown, and none falls below 0. */
export const changedCounts = (
  counts: readonly QuotaCount[],
  by: Partial<Readonly<Record<CountedQuota, number>>>,
): readonly QuotaCount[] =>
  counts.map((count) => ({ ...count, used: Math.max(0, count.used + (by[count.quota] ?? 0)) }));
