import type { ActionName, Mode, Severity } from './words.ts';

/** Where something stands in the policy's source. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Conditions of a scope, groups already resolved. AND across members, OR within one; an absent member says nothing. */
export interface Match {
  readonly accounts?: readonly string[];
  /** Unit ids, or paths such as `Root/Workloads/Prod`; a unit covers all below it. */
  readonly units?: readonly string[];
  /** Globs. */
  readonly regions?: readonly string[];
  readonly accountTags?: Readonly<Record<string, string>>;
  readonly imageTags?: Readonly<Record<string, string>>;
  /** Image ids, or `name:` and a glob. */
  readonly images?: readonly string[];
  readonly severity?: readonly Severity[];
}

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

export type RuleParameters =
  | { readonly kind: 'public-sharing' }
  | { readonly kind: 'sharing'; readonly allow: AllowList }
  | { readonly kind: 'encryption'; readonly kmsKeys: readonly string[] }
  | { readonly kind: 'required-tags'; readonly tags: Readonly<Record<string, TagRequirement>> };

export interface RemediationSetting {
  readonly action: ActionName;
  readonly limitPerHour: number | null;
  readonly approval: 'auto' | 'manual';
}

/** One rule as it stands after merging for one scope. */
export interface RuleSetting {
  readonly id: string;
  readonly mode: Mode;
  readonly severity: Severity;
  readonly graceSeconds: number;
  /** ISO 8601: from then on the mode is `enforce`; null for never. */
  readonly enforceFrom: string | null;
  readonly parameters: RuleParameters;
  readonly remediation: RemediationSetting | null;
  readonly source: SourcePosition;
}

/** An override: where `match` holds, these rules stand in the place of the ones before, already merged member by member. */
export interface OverrideSetting {
  readonly name: string;
  readonly match: Match;
  readonly rules: readonly RuleOverride[];
  readonly source: SourcePosition;
}

/** What an override changes of a rule's parameters: absent members stay, lists replace, `add` grows, a tag of null is no longer asked for. */
export type ParameterChange =
  | { readonly kind: 'public-sharing' }
  | { readonly kind: 'sharing'; readonly allow: Partial<AllowList>; readonly add: Partial<AllowList> }
  | { readonly kind: 'encryption'; readonly kmsKeys?: readonly string[]; readonly add?: readonly string[] }
  | { readonly kind: 'required-tags'; readonly tags: Readonly<Record<string, TagRequirement | null>> };

/** What an override changes of one rule; absent members stay as they were. */
export interface RuleOverride {
  readonly id: string;
  readonly mode?: Mode;
  readonly severity?: Severity;
  readonly graceSeconds?: number;
  readonly enforceFrom?: string | null;
  readonly parameters?: ParameterChange;
  readonly remediation?: Partial<RemediationSetting> | null;
}

/** A recorded exemption. It covers until `expires` (ISO 8601), that instant left out. */
export interface Waiver {
  readonly id: string;
  readonly rules: readonly string[];
  readonly match: Match;
  /** Principals (`public`, account ids, org ids, unit ids) that it is about; all of the rule's findings when absent. */
  readonly principals?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
  readonly approvedBy: string | null;
  readonly expires: string;
  readonly source: SourcePosition;
}

export interface Target {
  readonly slack?: string;
  readonly sns?: string;
}

interface Route {
  readonly match: Match;
  readonly to: readonly Target[];
}

/**
 * The compiled policy: canonical JSON (keys sorted, no white space), the only form that Lambdas load. `hash` is the SHA-256
 * (64 hex digits) of that JSON without the member `hash`.
 */
export interface PolicyBundle {
  readonly version: 1;
  readonly name: string;
  readonly hash: string;
  readonly rules: readonly RuleSetting[];
  readonly overrides: readonly OverrideSetting[];
  readonly waivers: readonly Waiver[];
  readonly notify: { readonly default: readonly Target[]; readonly routes: readonly Route[] };
}
