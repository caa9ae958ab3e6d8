import type { ImageCriterion } from '@aws-sdk/client-ec2';

/** Who set an account's setting: itself, or a declarative policy of the organisation, which the account cannot change. */
type ManagedBy = 'account' | 'declarative-policy';

/**
 * A rule of the Recycle Bin: images that have at least one of `tags`, or where there are none any but those that have one of
 * `excluded`, are kept for so many days after they are deregistered.
 */
export interface RetentionRule {
  readonly id: string;
  readonly days: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly excluded: Readonly<Record<string, string>>;
}

/** The EC2 quotas about images, as applied to one account in one region. */
export interface ImageQuotas {
  readonly images: number;
  readonly publicImages: number;
  readonly sharesPerImage: number;
}

/** What an account has set in one region. */
export interface RegionSettings {
  readonly imageBlock: {
    readonly state: 'unblocked' | 'block-new-sharing';
    readonly managedBy: ManagedBy;
  };
  readonly snapshotBlock: {
    readonly state: 'unblocked' | 'block-new-sharing' | 'block-all-sharing';
    readonly managedBy: ManagedBy;
  };
  readonly allowedImages: {
    readonly state: 'disabled' | 'audit-mode' | 'enabled';
    readonly criteria: readonly ImageCriterion[];
    readonly managedBy: ManagedBy;
  };
  /** `key`: the ARN of the default key that was chosen; null for the account's own aws/ebs key. */
  readonly encryption: { readonly byDefault: boolean; readonly key: string | null };
  readonly retention: readonly RetentionRule[];
}

/** AWS's defaults, save one: a new account of AWS blocks public images, the sandbox's do not, so that there is something to see. */
export const DEFAULT_SETTINGS: RegionSettings = {
  imageBlock: { state: 'unblocked', managedBy: 'account' },
  snapshotBlock: { state: 'unblocked', managedBy: 'account' },
  allowedImages: { state: 'disabled', criteria: [], managedBy: 'account' },
  encryption: { byDefault: false, key: null },
  retention: [],
};

/** AWS's defaults (Service Quotas L-B665C33B, L-0E3CBAB9, L-70015FFA). */
export const DEFAULT_QUOTAS: ImageQuotas = { images: 50_000, publicImages: 5, sharesPerImage: 1_000 };
