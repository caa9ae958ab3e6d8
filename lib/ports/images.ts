import type { AccountRegionState, AnyFact, Fact, InstanceState, Observation } from '../model/image.ts';
import type { AccountId, ImageId, Region, SnapshotId } from '../model/ids.ts';
import type { AccountRegion, ImageRef, InstanceRef } from '../model/subject.ts';

/** How an import stands. `unknown`: AWS lists no such task (any more). */
export type ImportTask =
  | { readonly kind: 'active'; readonly status: string }
  | { readonly kind: 'completed'; readonly image: ImageId }
  | { readonly kind: 'ended'; readonly status: string; readonly message: string | null }
  | { readonly kind: 'unknown' };

/** `gone`: the instance is terminated, or AWS knows none of that id. */
export type InstanceObservation =
  | { readonly kind: 'state'; readonly state: InstanceState }
  | { readonly kind: 'gone'; readonly ref: InstanceRef; readonly observedAt: string };

/** Reads images and what is around them. A fault of one group of facts stands in its `Datum`; the promise rejects (with `Fault`) only when the account cannot be reached at all. */
export interface ImageReader {
  /** Reads the groups of facts asked for, and `image` wherever one of them needs the mappings or is asked for by an id that they name. */
  observe(ref: ImageRef, facts: readonly AnyFact[]): Promise<Observation>;
  /** Reads `instance`, and `image` of what it runs from. `image`: what the event names, since DescribeInstances may lag behind it; null takes DescribeInstances' word. */
  observeInstance(
    ref: InstanceRef,
    image: ImageId | null,
    facts: readonly Fact[],
  ): Promise<InstanceObservation>;
  /** Reads guard rails; `quotas`, which no single look can count, are answered by a fault. */
  observeAccountRegion(ref: AccountRegion, facts: readonly AnyFact[]): Promise<AccountRegionState>;
  /** How an ImportImage task stands (DescribeImportImageTasks). */
  importTask(account: AccountId, region: Region, task: string): Promise<ImportTask>;
  /** The images of this account and region that one of these snapshots backs (DescribeImages, filter `block-device-mapping.snapshot-id`). */
  imagesBackedBy(
    account: AccountId,
    region: Region,
    snapshots: readonly SnapshotId[],
  ): Promise<readonly ImageId[]>;
}
