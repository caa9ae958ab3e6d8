import type {
  Ancestry,
  ImageExport,
  ImageReference,
  InstanceFacts,
  KeyAliases,
  SnapshotSharing,
} from '../model/facts.ts';
import type { ImageId, InstanceId, SnapshotId } from '../model/ids.ts';
import type { AccountRegionState, Datum, Fact, ImageFacts, SnapshotFacts } from '../model/image.ts';
import type { Principal } from '../model/principal.ts';
import type { AccountRegion } from '../model/subject.ts';

/**
 * Lets one request through: when it is its turn, again when AWS says "slower", and counted under its operation. `send` makes a
 * single try, as often as it is called; rejects with what the last try rejected with.
 */
export type Passage = <T>(operation: string, send: () => Promise<T>) => Promise<T>;

/** An image as a list tells it; a fault where the list's answer is not to be understood. */
export interface ListedImage {
  readonly image: ImageId;
  readonly facts: Datum<ImageFacts>;
}

/** An instance as a list tells it. */
export interface ListedInstance {
  readonly instance: InstanceId;
  readonly facts: Datum<InstanceFacts>;
}

/** A launch permission as it was read; `gone`: AWS says that there is no such image. */
export type PermissionRead =
  | Exclude<Datum<readonly Principal[]>, { readonly kind: 'unread' }>
  | { readonly kind: 'gone'; readonly code: string };

/** Reads a whole account and region: few calls for many images, each of them through the passage. */
export interface EstateReader {
  /** Rejects with `Fault` when the account does not let us in. */
  open(place: AccountRegion, passage: Passage): Promise<PlaceReader>;
}

/** Rejects with `Fault` where nothing else is said. */
export interface PlaceReader {
  /** The account's own images, a page of at most 1,000 at a time, disabled and deprecated ones included (DescribeImages). */
  images(): AsyncIterable<readonly ListedImage[]>;
  /** Those of them that are public, in one call as a rule (filter `is-public`). */
  publicImages(): Promise<readonly ImageId[]>;
  /** How many images lie in the Recycle Bin: they count against the quota (ListImagesInRecycleBin). */
  recycledImages(): Promise<number>;
  /** How many snapshots the account owns: a call a thousand (DescribeSnapshots). */
  snapshotCount(): Promise<number>;
  /** These snapshots, a call a few hundred; one that AWS knows no more, or hides, is left out. */
  snapshots(ids: readonly SnapshotId[]): Promise<ReadonlyMap<SnapshotId, SnapshotFacts>>;
  /** One call (DescribeImageAttribute). Never rejects. */
  launchPermission(image: ImageId): Promise<PermissionRead>;
  /** One call a snapshot (DescribeSnapshotAttribute). Never rejects. */
  snapshotSharing(ids: readonly SnapshotId[]): Promise<Datum<readonly SnapshotSharing[]>>;
  /** One call and those for its ancestors' owners (GetImageAncestry). Never rejects. */
  ancestry(image: ImageId): Promise<Datum<Ancestry>>;
  /** What refers to these images, a call twenty (DescribeImageReferences); one that nothing refers to is told with none, one that is gone is left out. */
  references(images: readonly ImageId[]): Promise<ReadonlyMap<ImageId, readonly ImageReference[]>>;
  /** All tasks that AWS still lists, by image; one that is absent has none (DescribeStoreImageTasks, DescribeExportImageTasks). */
  exports(): Promise<ReadonlyMap<ImageId, readonly ImageExport[]>>;
  /** The aliases of one key, in its own account (KMS ListAliases). Never rejects. */
  keyAliases(key: string): Promise<Datum<KeyAliases>>;
  /** With how many an image may be shared (GetServiceQuota). Never rejects. */
  shareQuota(): Promise<Datum<number>>;
  /** Guard rails, one call each; `quotas`, which no look counts, are left out. */
  guardrails(facts: readonly Fact[]): Promise<AccountRegionState>;
  /** The instances that are not terminated, a page at a time (DescribeInstances). */
  instances(): AsyncIterable<readonly ListedInstance[]>;
  /** Anybody's images, as the account sees them, a call 200; those that it does not see are left out. */
  seenImages(ids: readonly ImageId[]): Promise<ReadonlyMap<ImageId, Datum<ImageFacts>>>;
}
