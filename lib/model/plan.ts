import type { SnapshotSharing } from './facts.ts';
import type { SnapshotId } from './ids.ts';
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
  /** Tags to set, or keys to remove; never both in one. */
  | { readonly kind: 'tags'; readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] }
  /** ISO 8601; null takes the date away. */
  | { readonly kind: 'deprecation'; readonly at: string | null }
  | { readonly kind: 'availability'; readonly to: 'disabled' | 'available' }
  | { readonly kind: 'registration'; readonly to: 'deregistered' | 'restored' }
  | { readonly kind: 'guardrail'; readonly guardrail: Guardrail; readonly to: string };

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
}

/** What one rule calls for: writes in their order, one request each. `findings` are the ids that justify them. */
export interface Action {
  readonly action: ActionName | 'rollback';
  readonly rule: string;
  readonly writes: readonly Write[];
  readonly findings: readonly string[];
  readonly limitPerHour: number | null;
}

/** What is to be done to one subject and why. `id` is the SHA-256 (16 hex digits) of its content: the same plan has the same id. */
export interface Plan {
  readonly id: string;
  readonly ref: SubjectRef;
  readonly policyHash: string;
  readonly observedAt: string;
  readonly actions: readonly Action[];
}
