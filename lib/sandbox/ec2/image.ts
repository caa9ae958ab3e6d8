import type { Image } from '@aws-sdk/client-ec2';
import type { Principal } from '../../model/principal.ts';
import type { Kept } from './ledger.ts';

/** Members of the SDK's `Image` that are set when the image is made; the others follow from the rest of `StoredImage`. */
export type ImageBody = Omit<
  Image,
  | 'ImageId'
  | 'OwnerId'
  | 'State'
  | 'Public'
  | 'Tags'
  | 'DeprecationTime'
  | 'DeregistrationProtection'
  | 'LastLaunchedTime'
  | 'ImageAllowed'
>;

/** Deregistration protection; `until`: ISO 8601, the end of the cooldown that runs after it was switched off. */
export type Protection =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly cooldown: boolean }
  | { readonly kind: 'cooling'; readonly until: string };

export interface StoredImage extends Kept {
  readonly state: 'pending' | 'available' | 'failed' | 'disabled';
  readonly body: ImageBody;
  readonly permission: readonly Principal[];
  readonly tags: Readonly<Record<string, string>>;
  /** ISO 8601, or null. */
  readonly deprecateAt: string | null;
  readonly protection: Protection;
  /** ISO 8601 of RunInstances, the latest last. AWS tells of one a day after it. */
  readonly launches: readonly string[];
}

/** A deregistered image in the Recycle Bin; it leaves for ever at `exits`. */
export interface BinnedImage {
  readonly image: StoredImage;
  readonly entered: Date;
  readonly exits: Date;
}

/** The ids of the snapshots that back the image. */
export const snapshotIdsOf = (image: StoredImage): readonly string[] =>
  (image.body.BlockDeviceMappings ?? []).flatMap(({ Ebs }) =>
    Ebs?.SnapshotId === undefined ? [] : [Ebs.SnapshotId],
  );

export const isPublic = (image: StoredImage): boolean =>
  image.permission.some((principal) => principal.kind === 'public');
