import type { QuotaName } from './facts.ts';
import type { Fact } from './image.ts';

/** Whom an image may be shared with. `self` in `organizations` is our own; it covers its accounts and units as well. */
export interface AllowList {
  readonly accounts: readonly string[];
  readonly organizations: readonly string[];
  readonly units: readonly string[];
}

/** What a tag must be: there at all (non-empty), of a pattern (RE2 syntax), or one of a list. */
export type TagRequirement =
  | { readonly kind: 'present' }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'values'; readonly values: readonly string[] };

/** Shares of a quota's limit in percent, above which usage is told of. */
interface QuotaThresholds {
  readonly warn: number;
  readonly critical: number;
}

/**
 * What a rule is set to, by its kind. Durations are seconds, patterns RE2 syntax; null or an empty list asks for nothing, except
 * where a list says what is allowed.
 */
export type RuleParameters =
  | { readonly kind: 'public-sharing'; readonly also: readonly 'snapshots'[] }
  | { readonly kind: 'sharing'; readonly allow: AllowList }
  /** `allow` null: what the rule `sharing` allows in the same place. */
  | { readonly kind: 'snapshot-sharing'; readonly allow: AllowList | null }
  /** Buckets that images may be stored in or exported to: globs over bucket names. */
  | { readonly kind: 'export'; readonly buckets: readonly string[] }
  /** Globs over key ARNs, account ids, or `alias/` and a glob. */
  | { readonly kind: 'encryption'; readonly kmsKeys: readonly string[] }
  | { readonly kind: 'required-tags'; readonly tags: Readonly<Record<string, TagRequirement>> }
  | { readonly kind: 'naming'; readonly pattern: string }
  | {
      readonly kind: 'image-shape';
      readonly architectures: readonly string[];
      readonly virtualization: readonly string[];
      readonly rootDevice: readonly string[];
      readonly bootModes: readonly string[];
      readonly imds: 'v2.0' | null;
      readonly tpm: 'v2.0' | null;
      readonly ena: true | null;
    }
  | {
      readonly kind: 'age';
      readonly maxAge: number | null;
      readonly requireDeprecation: { readonly within: number } | null;
      readonly unusedFor: number | null;
    }
  /** All that are not empty must hold. Owners: account ids, aliases such as `amazon`, `self` (any account of the organisation). */
  | {
      readonly kind: 'provenance';
      readonly sourceImages: readonly string[];
      readonly sourceOwners: readonly string[];
      readonly ancestorOwners: readonly string[];
      readonly watermarks: readonly string[];
    }
  | {
      readonly kind: 'guardrails';
      readonly imageBlockPublicAccess: 'block-new-sharing' | null;
      readonly snapshotBlockPublicAccess: 'block-new-sharing' | 'block-all-sharing' | null;
      readonly allowedImages: 'enabled' | 'audit-mode' | null;
      readonly ebsEncryption: true | null;
    }
  | {
      readonly kind: 'quota';
      readonly watch: Readonly<Partial<Record<QuotaName, QuotaThresholds>>>;
      readonly forecast: { readonly window: number; readonly horizon: number } | null;
    }
  /** An image that any of the lists holds may be launched. Owners as above; images: ids, or `name:` and a glob. */
  | {
      readonly kind: 'launch';
      readonly owners: readonly string[];
      readonly images: readonly string[];
      readonly watermarks: readonly string[];
    }
  /** CEL expressions of type bool, checked when they were compiled; `reads` are the facts that they name. */
  | {
      readonly kind: 'cel';
      readonly when: string | null;
      readonly assert: string;
      readonly message: string | null;
      readonly reads: readonly Fact[];
    };

export type RuleKind = RuleParameters['kind'];

export type ParametersOf<Kind extends RuleKind> = Extract<RuleParameters, { readonly kind: Kind }>;
