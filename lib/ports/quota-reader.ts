import type { QuotaName } from '../model/facts.ts';
import type { Datum } from '../model/image.ts';
import type { AppliedLimit, CountedQuota } from '../model/inventory.ts';
import type { AccountRegion } from '../model/subject.ts';

/** What AWS itself keeps of quotas. */
export interface QuotaReader {
  /** The value that was applied to the account, or AWS's default where it was given none of its own. Rejects with `Fault`. */
  limit(place: AccountRegion, quota: QuotaName): Promise<Pick<AppliedLimit, 'limit' | 'origin'>>;
  /** What AWS's own metrics say is used; a quota that AWS does not count, or has not counted lately, is left out. Never rejects. */
  usage(place: AccountRegion): Promise<Datum<Partial<Readonly<Record<CountedQuota, number>>>>>;
}
