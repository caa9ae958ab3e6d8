import type { SweepItem } from '../model/sweep-item.ts';

/** Where a list lies. */
export interface ListPlace {
  readonly bucket: string;
  readonly key: string;
}

/** Keeps the list of a sweep's account-regions where Step Functions reads it. */
export interface SweepLists {
  /** The list of a sweep, in the place of an earlier one of the same sweep. Rejects with `Fault`. */
  put(sweep: string, items: readonly SweepItem[]): Promise<ListPlace>;
}
