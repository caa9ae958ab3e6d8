import type {
  Ancestry,
  EbsEncryptionDefault,
  GuardrailState,
  ImageCopy,
  ImageExport,
  ImageReference,
  KeyAliases,
  InstanceFacts,
  QuotaRequest,
  QuotaUsage,
  RecycleBin,
  SnapshotSharing,
  UsageReport,
} from './facts.ts';
import type { AccountId, SnapshotId } from './ids.ts';
import type { Principal } from './principal.ts';
import type { AccountRegion, ImageRef, InstanceRef, SubjectRef } from './subject.ts';

/**
 * The groups of facts, one AWS read each. Of an image: `image` DescribeImages, `launchPermission` DescribeImageAttribute,
 * `snapshots` DescribeSnapshots, `snapshotSharing` DescribeSnapshotAttribute, `keyAliases` KMS ListAliases, `references` DescribeImageReferences, `ancestry`
 * GetImageAncestry, `exports` Describe{Store,Export}ImageTasks, `shareQuota` GetServiceQuota L-70015FFA. Of an instance:
 * `instance` DescribeInstances, and `image` of what it runs from, as its account sees it. Of an account-region the rest.
 */
export interface KnownFacts {
  readonly image: ImageFacts;
  readonly launchPermission: readonly Principal[];
  readonly snapshots: readonly SnapshotFacts[];
  readonly snapshotSharing: readonly SnapshotSharing[];
  readonly keyAliases: readonly KeyAliases[];
  readonly references: readonly ImageReference[];
  readonly ancestry: Ancestry;
  readonly exports: readonly ImageExport[];
  readonly shareQuota: number;
  readonly instance: InstanceFacts;
  readonly imageBlockPublicAccess: GuardrailState;
  readonly snapshotBlockPublicAccess: GuardrailState;
  readonly allowedImages: GuardrailState;
  readonly ebsEncryption: EbsEncryptionDefault;
  readonly quotas: readonly QuotaUsage[];
}

/**
 * Facts that no rule reads, and that tell whether a remediation may be done. Of an image: `usage` DescribeImageUsageReports and
 * their entries, `recycleBin` the rules of the Recycle Bin, `copies` the encrypted copies that this service made of it; of an image or account-region: `quotaRequests` GetServiceQuota and
 * ListRequestedServiceQuotaChangeHistory.
 */
export interface ActionFacts {
  readonly usage: readonly UsageReport[];
  readonly recycleBin: RecycleBin;
  readonly copies: readonly ImageCopy[];
  readonly quotaRequests: readonly QuotaRequest[];
}

/** The name of a group of facts. A rule names those that it reads, a change those that it touches. */
export type Fact = keyof KnownFacts;

/** A group of facts, whoever reads it. */
export type AnyFact = Fact | keyof ActionFacts;

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

/** The states that AWS gives images (SDK type `ImageState`). */
export const IMAGE_STATES = [
  'pending',
  'available',
  'invalid',
  'deregistered',
  'transient',
  'failed',
  'error',
  'disabled',
] as const;

/** What DescribeImages says (SDK type `Image`); null where AWS left a member out. Times are ISO 8601 in UTC. */
export interface ImageFacts {
  readonly name: string | null;
  readonly description: string | null;
  readonly state: (typeof IMAGE_STATES)[number] | 'unknown';
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
  /** The account that owns it; null only where AWS left it out. */
  readonly owner: AccountId | null;
  readonly ownerAlias: string | null;
  readonly deregistrationProtection: string | null;
  readonly productCodes: readonly string[];
  /** Keys `account:name` of its watermarks (`ImageWatermarks[].WatermarkKey`), which copies inherit and nobody else can set. */
  readonly watermarks: readonly string[];
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

/** Facts by name; one that is absent is `unread`. Every group stands for itself: one fault never hides another. */
export type FactData = { readonly [Name in Fact]?: Datum<KnownFacts[Name]> } & {
  readonly [Name in keyof ActionFacts]?: Datum<ActionFacts[Name]>;
};

/** What AWS said of a subject at `observedAt` (ISO 8601). */
export type SubjectState = FactData & { readonly ref: SubjectRef; readonly observedAt: string };

/** What AWS said of an image. */
export type ImageState = FactData & {
  readonly ref: ImageRef;
  readonly observedAt: string;
  readonly image: Datum<ImageFacts>;
  readonly launchPermission: Datum<readonly Principal[]>;
  /** One entry for each EBS device's snapshot that AWS still knows; a device whose snapshot is missing here is an `error`. */
  readonly snapshots: Datum<readonly SnapshotFacts[]>;
};

/** What AWS said of an instance, and of the image that it runs from. */
export type InstanceState = FactData & { readonly ref: InstanceRef; readonly observedAt: string };

/** What AWS said of an account-region. */
export type AccountRegionState = FactData & { readonly ref: AccountRegion; readonly observedAt: string };

/** `gone`: AWS says that there is no such image (deregistered, or never was). */
export type Observation =
  | { readonly kind: 'state'; readonly state: ImageState }
  | { readonly kind: 'gone'; readonly ref: ImageRef; readonly observedAt: string };
