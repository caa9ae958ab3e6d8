import type { RuleParameters } from './parameters.ts';
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

/** What some remediations need to know: the members that belong to the action, all others absent. Durations are seconds. */
export interface RemediationOptions {
  /** add-tags: values for tags that are missing. `{creator}` and `{created}` stand for who made the image, and when. */
  readonly tags?: Readonly<Record<string, string>>;
  /** encrypted-copy: ARN of a key or alias; `{region}` stands for the image's region. */
  readonly kmsKey?: string;
  /** encrypted-copy: what becomes of the original. */
  readonly source?: { readonly after: 'disable' | 'keep'; readonly deregisterAfter: number | null };
  /** deprecate: how long after its creation. */
  readonly deprecateAfter?: number;
  /** deregister: for how long it must not have been launched. */
  readonly notLaunchedFor?: number;
  /** deregister: also where no rule of the Recycle Bin would keep it. */
  readonly withoutRecycleBin?: boolean;
}

export interface RemediationSetting {
  readonly action: ActionName;
  readonly limitPerHour: number | null;
  /** In all accounts together; absent for no such limit. */
  readonly limitPerHourInAll?: number;
  readonly approval: 'auto' | 'manual' | 'two-person';
  readonly options?: RemediationOptions;
}

/** One rule as it stands after merging for one scope. */
export interface RuleSetting {
  readonly id: string;
  readonly mode: Mode;
  readonly severity: Severity;
  readonly graceSeconds: number;
  /** ISO 8601: from then on the mode is `enforce`; null for never. */
  readonly enforceFrom: string | null;
  /** Where it is held against subjects at all; null for everywhere. */
  readonly match: Match | null;
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

/**
 * What an override changes of a rule's parameters. `set`: lists and scalars replace, a mapping's members one by one (null takes
 * one away). `add`: lists to append, by member, or by member and its member.
 */
export interface ParameterChange {
  readonly set: Readonly<Record<string, unknown>>;
  readonly add: Readonly<Record<string, unknown>>;
}

/** What an override changes of one rule; absent members stay as they were. */
export interface RuleOverride {
  readonly id: string;
  readonly mode?: Mode;
  readonly severity?: Severity;
  readonly graceSeconds?: number;
  readonly enforceFrom?: string | null;
  readonly parameters?: ParameterChange;
  readonly remediation?: Partial<RemediationSetting> | null;
  readonly source: SourcePosition;
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

/** Where findings go and how. `digestSeconds`: gathered and told together so often; `repeatSeconds`: told again while open. Null: neither. */
export interface Delivery {
  readonly to: readonly Target[];
  readonly digestSeconds: number | null;
  readonly repeatSeconds: number | null;
}

/** A delivery for the findings that its scope holds. The first route that does takes a finding; the default takes what none does. */
export interface Route extends Delivery {
  readonly match: Match;
}

/**
 * How much may be changed without a person, whatever the rules say; null for no such limit. Changes are counted in clock hours:
 * in all accounts together, and in one account. Of the images that an account has in a region, at most this share (0.02 for
 * 2 %) is changed in a day (UTC), though always one.
 */
export interface Limits {
  readonly perHour: number | null;
  readonly perAccountPerHour: number | null;
  readonly perDayShareOfImages: number | null;
}

/** What people may do from Slack; refusing a plan goes with approving. */
export type SlackRight = 'approve' | 'undo' | 'waive' | 'mute';

/** Who may do it: ids of Slack's users (`U…`) and user groups (`S…`). Nobody else may. */
export type SlackRights = Readonly<Record<SlackRight, readonly string[]>>;

/** What every waiver must hold to, also one that a person grants; null for nothing. `requireTicket`: a pattern. */
export interface WaiverPolicy {
  readonly maxDays: number | null;
  readonly requireTicket: string | null;
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
  /** Absent when the policy sets none. */
  readonly limits?: Limits;
  /** Absent when the policy asks nothing of waivers. */
  readonly waiverPolicy?: WaiverPolicy;
  /** How long before a waiver lapses its owner is to hear of it: seconds, longest first. */
  readonly waiverWarnings: readonly number[];
  /** Account ids by group, for expressions (`groups["name"]`). */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly notify: { readonly default: Delivery; readonly routes: readonly Route[] };
  /** Absent when the policy lets nobody do anything from Slack. */
  readonly slack?: SlackRights;
}
