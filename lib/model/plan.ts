import type { QuotaName, SnapshotSharing } from './facts.ts';
import type { ImageId, SnapshotId } from './ids.ts';
import type { Principal } from './principal.ts';
import type { SubjectRef } from './subject.ts';
import type { ActionName } from './words.ts';

/** The guard rails that can be put up, by the fact that tells how they stand. */
export type Guardrail = 'imageBlockPublicAccess' | 'snapshotBlockPublicAccess' | 'ebsEncryption';

/** One request to AWS, as data. A write never names more than what a finding asks for; what takes it back is made of what was there before. */
export type Write =
  | {
      readonly kind: 'launch-permission';
      readonly add: readonly Principal[];
      readonly remove: readonly Principal[];
    }
  | {
      readonly kind: 'snapshot-permission';
      readonly snapshot: SnapshotId;
      readonly add: readonly Principal[];
      readonly remove: readonly Principal[];
    }
  /** Tags to set, or to remove as far as they have this value; never both in one. */
  | {
      readonly kind: 'tags';
      readonly set: Readonly<Record<string, string>>;
      readonly remove: Readonly<Record<string, string>>;
    }
  /** ISO 8601; null takes the date away. */
  | { readonly kind: 'deprecation'; readonly at: string | null }
  | { readonly kind: 'availability'; readonly to: 'disabled' | 'available' }
  /** `keptDays`: how long the Recycle Bin keeps it, null for not at all; absent as long as nobody has looked. */
  | {
      readonly kind: 'registration';
      readonly to: 'deregistered' | 'restored';
      readonly keptDays?: number | null;
    }
  /** A report of other accounts' use of the image that was asked for at `since` (ISO 8601) or later. */
  | { readonly kind: 'usage-report'; readonly since: string }
  | { readonly kind: 'guardrail'; readonly guardrail: Guardrail; readonly to: string }
  /**
   * An encrypted copy in the place of the image. `key`: ARN of a key or alias, null where the policy names none. `then`, `deregisterAfter`
   * (seconds): what becomes of the image once the copy stands. `as`: what the call itself is given; absent as long as nobody has looked.
   */
  | {
      readonly kind: 'copy';
      readonly key: string | null;
      readonly then: 'disable' | 'keep';
      readonly deregisterAfter: number | null;
      readonly as?: { readonly name: string; readonly token: string };
    }
  /** Who may launch a copy of the image. */
  | {
      readonly kind: 'copy-permission';
      readonly copy: ImageId;
      readonly add: readonly Principal[];
      readonly remove: readonly Principal[];
    }
  /** Takes a copy of the image away, with the snapshots that were made with it if `snapshots`. */
  | { readonly kind: 'copy-removal'; readonly copy: ImageId; readonly snapshots: boolean }
  /** An increase of a quota to this value, asked of AWS, where people decide. */
  | { readonly kind: 'quota-request'; readonly quota: QuotaName; readonly to: number };

/** An encrypted copy of an image, as far as writes change it. */
export interface CopyAspect {
  readonly image: ImageId;
  readonly state: string;
  readonly reason: string | null;
  readonly launchPermission: readonly Principal[];
}

/** What of a subject writes can change, as it was observed; absent where no write of an action concerns it. */
export interface Aspects {
  readonly launchPermission?: readonly Principal[];
  readonly snapshotSharing?: readonly SnapshotSharing[];
  readonly tags?: Readonly<Record<string, string>>;
  /** ISO 8601; null: no date. */
  readonly deprecatedAt?: string | null;
  /** The image's state; `gone` when AWS knows it no more. */
  readonly state?: string;
  readonly guardrails?: Readonly<Partial<Record<Guardrail, string>>>;
  /** ISO 8601, when the newest report of other accounts' use was asked for; null: there is none. */
  readonly usageAskedAt?: string | null;
  /** What was granted or, where more was asked for and AWS has not decided, what was asked for. */
  readonly quotas?: Readonly<Partial<Record<QuotaName, number>>>;
  /** The encrypted copies that we made of it. */
  readonly copies?: readonly CopyAspect[];
}

/**
 * What one rule calls for: writes in their order, one request each. `findings` are the ids that justify them. `prepare`: what an
 * action has to have before it can be done; it puts nothing right by itself.
 */
export interface Action {
  readonly action: ActionName | 'rollback' | 'prepare';
  readonly rule: string;
  readonly writes: readonly Write[];
  readonly findings: readonly string[];
  readonly limitPerHour: number | null;
  /** The same for all accounts together; absent for none. */
  readonly limitPerHourInAll?: number;
}

/** What is to be done to one subject and why. `id` is the SHA-256 (16 hex digits) of its content: the same plan has the same id. */
export interface Plan {
  readonly id: string;
  readonly ref: SubjectRef;
  readonly policyHash: string;
  readonly observedAt: string;
  readonly actions: readonly Action[];
  /** Nothing of it is done before so many people approved it; absent when the policy does it by itself. */
  readonly approval?: 'manual' | 'two-person';
}
