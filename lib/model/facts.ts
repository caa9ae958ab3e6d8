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
}

/** An instance (DescribeInstances). `image` is what it runs from: of the launch, or of a root volume replaced since. */
export interface InstanceFacts {
  readonly instance: InstanceId;
  readonly image: ImageId;
  readonly state: string;
  readonly launchedAt: string | null;
  readonly owner: AccountId | null;
}
