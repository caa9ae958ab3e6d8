import type { AccountId, ImageId, Region, SnapshotId } from './ids.ts';
import type { Principal } from './principal.ts';

/** The name of an image: the account that owns it, its region and its id. */
export interface ImageRef {
  readonly account: AccountId;
  readonly region: Region;
  readonly image: ImageId;
}

/** `account/region/ami-…`: how an image is written in keys and messages. */
export const imageKey = (ref: ImageRef): string => `${ref.account}/${ref.region}/${ref.image}`;

/**
 * The groups of facts about an image, one AWS read each: `image` DescribeImages, `launchPermission`
 * DescribeImageAttribute, `snapshots` DescribeSnapshots. A rule names those that it reads, a change those that it touches.
 */
export type Fact = 'image' | 'launchPermission' | 'snapshots';

/**
 * A group of facts as far as it is known. `unread`: nobody asked. `fault`: AWS was asked and the answer is not to be had;
 * what depends on it is an `error` verdict, never a pass. `retryable` says whether asking again later may help.
 */
export type Datum<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'unread' }
  | {
      readonly kind: 'fault';
      readonly operation: string;
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
    };

/** One entry of `BlockDeviceMappings`: an EBS volume with its snapshot, or an instance-store / suppressed device. */
export type BlockDevice =
  | {
      readonly kind: 'ebs';
      readonly device: string;
      readonly snapshot: SnapshotId | null;
      readonly encrypted: boolean | null;
      readonly sizeGiB: number | null;
    }
  | { readonly kind: 'instance-store'; readonly device: string };

/** What DescribeImages says (SDK type `Image`); null where AWS left a member out. Times are ISO 8601 in UTC. */
export interface ImageFacts {
  readonly name: string | null;
  readonly description: string | null;
  readonly state:
    | 'pending'
    | 'available'
    | 'invalid'
    | 'deregistered'
    | 'transient'
    | 'failed'
    | 'error'
    | 'disabled'
    | 'unknown';
  readonly public: boolean;
  readonly createdAt: string | null;
  readonly deprecatedAt: string | null;
  readonly lastLaunchedAt: string | null;
  readonly architecture: string | null;
  readonly virtualization: string | null;
  readonly rootDeviceType: string | null;
  readonly rootDeviceName: string | null;
  readonly bootMode: string | null;
  readonly imdsSupport: string | null;
  readonly tpmSupport: string | null;
  readonly enaSupport: boolean | null;
  readonly platform: string | null;
  readonly sourceImage: string | null;
  readonly sourceRegion: string | null;
  readonly sourceInstance: string | null;
  readonly ownerAlias: string | null;
  readonly deregistrationProtection: string | null;
  readonly productCodes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly devices: readonly BlockDevice[];
}

/** What DescribeSnapshots says of one backing snapshot; `kmsKey` is the key's ARN, null when unencrypted. */
export interface SnapshotFacts {
  readonly snapshot: SnapshotId;
  readonly owner: AccountId | null;
  readonly encrypted: boolean;
  readonly kmsKey: string | null;
}

/** What AWS said of an image at `observedAt` (ISO 8601). Every group of facts stands for itself: one fault never hides another. */
export interface ImageState {
  readonly ref: ImageRef;
  readonly observedAt: string;
  readonly image: Datum<ImageFacts>;
  readonly launchPermission: Datum<readonly Principal[]>;
  /** One entry for each EBS device's snapshot that AWS still knows; a device whose snapshot is missing here is an `error`. */
  readonly snapshots: Datum<readonly SnapshotFacts[]>;
}

/** `gone`: AWS says that there is no such image (deregistered, or never was). */
export type Observation =
  | { readonly kind: 'state'; readonly state: ImageState }
  | { readonly kind: 'gone'; readonly ref: ImageRef; readonly observedAt: string };
