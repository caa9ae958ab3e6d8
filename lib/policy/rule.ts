import type { BlockDevice, Fact, ImageFacts, ImageRef, SnapshotFacts } from '../model/image.ts';
import type { FindingDetail } from '../model/finding.ts';
import type { Organization } from '../model/organization.ts';
import type { RemediationSetting, RuleParameters } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import type { Severity } from '../model/words.ts';

/** The check behind a rule; a policy may hold several rules of one kind under names of their own. */
export type RuleKind = RuleParameters['kind'];

/** What each group of facts is once it is known. */
export interface KnownFacts {
  readonly image: ImageFacts;
  readonly launchPermission: readonly Principal[];
  readonly snapshots: readonly SnapshotFacts[];
}

export type EbsDevice = Extract<BlockDevice, { kind: 'ebs' }>;

/** One thing that fails, or of kind `unreadable` one that could not be judged; `reason` is a sentence for people. */
export interface Failure {
  readonly detail: FindingDetail;
  readonly reason: string;
}

/** What a check found: failures (none means that the rule holds), or why it cannot be judged yet. */
export type RuleAnswer =
  | { readonly kind: 'judged'; readonly failures: readonly Failure[] }
  | { readonly kind: 'pending'; readonly reason: string };

/** One rule, as data and one pure check, which is given the facts that `reads` names and nothing else. */
export interface RuleDefinition<Kind extends RuleKind, Reads extends Fact> {
  readonly id: Kind;
  /** Why anybody should want it: a sentence. */
  readonly why: string;
  /** What is true when it passes: a sentence. */
  readonly holds: string;
  readonly severity: Severity;
  readonly reads: readonly Reads[];
  readonly defaults: Extract<RuleParameters, { kind: Kind }>;
  /** What mode `enforce` does when the policy names nothing else; null when there is no remediation. */
  readonly remediation: RemediationSetting | null;
  check(
    parameters: Extract<RuleParameters, { kind: Kind }>,
    facts: Pick<KnownFacts, Reads>,
    subject: { readonly ref: ImageRef; readonly organization: Organization },
  ): RuleAnswer;
}
