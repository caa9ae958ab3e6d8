import type { Fact, ImageRef, Observation } from '../model/image.ts';
import type { AccountId, ImageId, Region, SnapshotId } from '../model/ids.ts';
import type { Principal } from '../model/principal.ts';

/** Reads images. A fault of one group of facts stands in its `Datum`; the promise rejects (with `Fault`) only when the account cannot be reached at all. */
export interface ImageReader {
  /** Reads the groups of facts asked for, and `image` wherever `snapshots` is asked for (the mappings name the snapshots). */
  observe(ref: ImageRef, facts: readonly Fact[]): Promise<Observation>;
  /** The images of this account and region that one of these snapshots backs (DescribeImages, filter `block-device-mapping.snapshot-id`). */
  imagesBackedBy(
    account: AccountId,
    region: Region,
    snapshots: readonly SnapshotId[],
  ): Promise<readonly ImageId[]>;
}

/** Writes launch permissions; the only way in which this service changes an image. */
export interface ImageWriter {
  /** One ModifyImageAttribute with exactly these principals. Answers AWS's request id; rejects with `Fault`. */
  modifyLaunchPermission(
    ref: ImageRef,
    change: { readonly add: readonly Principal[]; readonly remove: readonly Principal[] },
  ): Promise<{ readonly requestId: string | null }>;
}
