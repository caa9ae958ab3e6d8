import type { AccountId, ImageId, InstanceId, SnapshotId } from './ids.ts';
import type { Principal } from './principal.ts';

/** Who may make volumes of a backing snapshot (DescribeSnapshotAttribute, `createVolumePermission`): `public` or accounts. */
export interface SnapshotSharing {
  readonly snapshot: SnapshotId;
  readonly principals: readonly Principal[];
}

/** The aliases (`alias/…`) of one KMS key that a backing snapshot is encrypted under (KMS ListAliases, in the key's own account). */
export interface KeyAliases {
  readonly key: string;
  readonly aliases: readonly string[];
}

/** One use of an image in its own account (DescribeImageReferences; `resourceType` as AWS spells it, such as `ec2:Instance`). */
export interface ImageReference {
  readonly resourceType: string;
  readonly arn: string;
}

/** One image that an image was made from (GetImageAncestry); `owner` is an account id, or an alias such as `amazon`. */
export interface Ancestor {
  readonly image: ImageId;
  readonly region: string | null;
  readonly owner: string | null;
}

/** The images that an image comes from, nearest first, itself left out. `complete`: the last one has no source that AWS would know of. */
export interface Ancestry {
  readonly ancestors: readonly Ancestor[];
  readonly complete: boolean;
}

/** One way in which an image left EC2: DescribeStoreImageTasks, or DescribeExportImageTasks. AWS lists a task for some 31 days. */
export interface ImageExport {
  readonly how: 'store' | 'export';
  /** The bucket that it went to; null when AWS does not say. */
  readonly bucket: string | null;
  readonly key: string | null;
  readonly state: string | null;
}

/** Resources of one account that use an image (DescribeImageUsageReportEntries; `resourceType` as AWS spells it). */
export interface ImageUser {
  readonly account: AccountId;
  readonly resourceType: string;
  readonly count: number;
}

/**
 * A report of the use of an image in all accounts and of all types of resource (CreateImageUsageReport). `askedAt`: ISO 8601. AWS
 * leaves out instances of the last 24 hours and launch templates of the last few days, and deletes a report after 30 days.
 */
export interface UsageReport {
  readonly id: string;
  readonly askedAt: string;
  readonly state: 'pending' | 'available' | 'error';
  /** AWS's word on an `error`. */
  readonly reason: string | null;
  /** Empty as long as it is not `available`. */
  readonly users: readonly ImageUser[];
}

/** An encrypted copy of an image that this service made in its account and region, and what stands behind it. */
export interface ImageCopy {
  readonly image: ImageId;
  /** AWS's word: `pending`, `available`, `failed`, … */
  readonly state: string;
  /** Why it failed, as AWS says it; null where it does not. */
  readonly reason: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** How many EBS devices with a snapshot it has, and how many snapshots that are. */
  readonly disks: number;
  readonly backing: number;
  /** Those that AWS shows; `ours`: it was made with the copy, by its tag. */
  readonly snapshots: readonly {
    readonly snapshot: SnapshotId;
    readonly encrypted: boolean;
    /** The key's ARN; null when unencrypted. */
    readonly kmsKey: string | null;
    readonly ours: boolean;
  }[];
  readonly launchPermission: readonly Principal[];
}

/** For how many days the Recycle Bin would keep the image, by the longest of its rules that match; null when none does. */
export interface RecycleBin {
  readonly days: number | null;
}

/** A quota as it was granted, and what was asked for and is not decided yet; null when nothing was. */
export interface QuotaRequest {
  readonly quota: QuotaName;
  readonly limit: number;
  readonly asked: number | null;
}

/** Who set a guard rail: a `declarative-policy` of the organisation cannot be changed in the account. */
export type ManagedBy = 'account' | 'declarative-policy';

/** Block public access of images: `block-new-sharing` or `unblocked`; of snapshots also `block-all-sharing`. Allowed AMIs: `enabled`, `audit-mode`, `disabled`. */
export interface GuardrailState {
  readonly state: string;
  readonly managedBy: ManagedBy;
}

/** GetEbsEncryptionByDefault. */
export interface EbsEncryptionDefault {
  readonly enabled: boolean;
}

/** The quotas that are watched; `ami-shares` is of one image, the others of an account-region. */
export type QuotaName = 'amis' | 'public-amis' | 'ami-shares' | 'snapshots';

/** Usage of one quota. `reachesAt`: ISO 8601, when the trend meets the limit; null when there is no such trend or too little history. */
export interface QuotaUsage {
  readonly quota: QuotaName;
  readonly used: number;
  readonly limit: number;
  readonly reachesAt: string | null;
  /** Between which instants (ISO 8601) that lies, as far as the history tells; `to` is null where it tells no end. */
  readonly reachesBetween?: { readonly from: string; readonly to: string | null };
}

/** An instance (DescribeInstances). `image` is what it runs from: of the launch, or of a root volume replaced since. */
export interface InstanceFacts {
  readonly instance: InstanceId;
  readonly image: ImageId;
  readonly state: string;
  readonly launchedAt: string | null;
  readonly owner: AccountId | null;
}
