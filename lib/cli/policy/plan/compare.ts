import type { Evaluation, EvaluationInput, Finding, Verdict } from '../../../model/finding.ts';
import type { Organization } from '../../../model/organization.ts';
import type { Action, Plan } from '../../../model/plan.ts';
import type { PolicyBundle } from '../../../model/policy.ts';
import { evaluate } from '../../../policy/evaluate.ts';
import { differingRules } from './differing-rules.ts';
import { remediationFor } from '../../../remediation/remediation-for.ts';
import { planRemediation } from '../../../remediation/plan.ts';

/** The candidate, and what it is held against: null for no policy at all, under which nothing fails. */
export interface Policies {
  readonly after: PolicyBundle;
  readonly before: PolicyBundle | null;
}

/** How a rule's word on a subject moves. `in-grace`: it would fail, and has time until then. */
export type Change =
  | 'newly-failing'
  | 'newly-fixed'
  | 'still-failing'
  | 'newly-in-grace'
  | 'still-in-grace'
  | 'newly-unreadable'
  | 'still-unreadable';

/** One rule on one subject, under the one policy and the other; null where a policy has no such rule. */
export interface RuleOutcome {
  readonly rule: string;
  readonly change: Change;
  /** Whether the policies differ on it at all: a change as such, or other findings, mode, severity or action. */
  readonly differs: boolean;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  /** What `enforce` would do to the subject under the candidate; `isNew` when not under the other policy as well. */
  readonly actions: readonly { readonly action: Action; readonly isNew: boolean }[];
  /** What it would leave to people: findings that are enforced and not put right by the service itself. */
  readonly left: readonly Finding[];
}

/** Everything about one subject on which the policies have something to say. */
export interface SubjectOutcome {
  readonly evaluation: Evaluation;
  readonly rules: readonly RuleOutcome[];
}

/** The candidate beside the other policy, with what of the other has to be judged at all. */
export interface Comparison {
  readonly after: PolicyBundle;
  /** Null: no other policy. `own`: the other policy with those rules alone on which the two may differ; `shared`: the rest of its rules. */
  readonly before: {
    readonly own: PolicyBundle;
    readonly shared: ReadonlySet<string>;
  } | null;
}

/** Prepares two policies for many subjects. */
export const comparisonOf = ({ after, before }: Policies): Comparison => {
  if (before === null) return { after, before };
  const differing = differingRules(before, after);
  const own = { ...before, rules: before.rules.filter(({ id }) => differing.has(id)) };
  const shared = new Set(before.rules.map(({ id }) => id).filter((id) => !differing.has(id)));
  return { after, before: { own, shared } };
};

type Subject = Omit<EvaluationInput, 'policy' | 'organization'>;

/** Judges a subject under both policies, by the same `evaluate` and `planRemediation` as the service. */
export const compareSubject = (
  subject: Subject,
  { after: candidate, before: other }: Comparison,
  organization: Organization,
): SubjectOutcome => {
  const evaluation = evaluate({ ...subject, policy: candidate, organization });
  const after = judged(evaluation, subject);
  const before =
    other === null ? null : judged(evaluateOther(subject, other, evaluation, organization), subject);
  const ids = new Set([...after.verdicts.keys(), ...(before?.verdicts.keys() ?? [])]);
  return { evaluation, rules: [...ids].flatMap((rule) => outcomeOf(rule, before, after) ?? []) };
};

/** What the other policy says: what the candidate said by the rules that they share, and its own word by the rest. */
const evaluateOther = (
  subject: Subject,
  { own, shared }: NonNullable<Comparison['before']>,
  candidate: Evaluation,
  organization: Organization,
): Evaluation => {
  const evaluation = evaluate({ ...subject, policy: own, organization });
  const verdicts = candidate.verdicts.filter(({ rule }) => shared.has(rule));
  const findings = candidate.findings.filter(({ rule }) => shared.has(rule));
  return {
    ...evaluation,
    verdicts: [...verdicts, ...evaluation.verdicts],
    findings: [...findings, ...evaluation.findings],
  };
};

interface Judged {
  readonly evaluation: Evaluation;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly plan: Plan | null;
}

const judged = (evaluation: Evaluation, { state }: Subject): Judged => ({
  evaluation,
  verdicts: new Map(evaluation.verdicts.map((verdict) => [verdict.rule, verdict])),
  plan:
    evaluation.findings.length === 0
      ? null
      : planRemediation(evaluation, { state, creator: null, by: 'policy' }),
});

const outcomeOf = (rule: string, before: Judged | null, after: Judged): RuleOutcome | null => {
  const was = before?.verdicts.get(rule) ?? null;
  const is = after.verdicts.get(rule) ?? null;
  const change = changeOf(was, is);
  if (change === null) return null;
  const did = actionsOf(rule, before);
  const actions = actionsOf(rule, after).map((action) => ({
    action,
    isNew: !did.some((other) => isSame(other, action)),
  }));
  const isOther =
    was?.mode !== is?.mode ||
    was?.severity !== is?.severity ||
    idsOf(rule, before) !== idsOf(rule, after) ||
    did.length !== actions.length ||
    actions.some(({ isNew }) => isNew);
  return {
    rule,
    change,
    differs: !change.startsWith('still') || isOther,
    before: was,
    after: is,
    actions,
    left: leftOf(rule, after, actions),
  };
};

const isInGrace = (verdict: Verdict | null): boolean =>
  verdict?.verdict === 'pending' && verdict.until !== null;

/** Null when it fails under neither. */
const changeOf = (was: Verdict | null, is: Verdict | null): Change | null => {
  if (is?.verdict === 'fail') return was?.verdict === 'fail' ? 'still-failing' : 'newly-failing';
  // What cannot be read is fixed by no policy.
  if (is?.verdict === 'error') return was?.verdict === 'error' ? 'still-unreadable' : 'newly-unreadable';
  if (isInGrace(is)) return isInGrace(was) ? 'still-in-grace' : 'newly-in-grace';
  return was?.verdict === 'fail' || isInGrace(was) ? 'newly-fixed' : null;
};

const actionsOf = (rule: string, judged: Judged | null): readonly Action[] =>
  judged?.plan?.actions.filter((action) => action.rule === rule) ?? [];

const isSame = (one: Action, other: Action): boolean =>
  one.action === other.action && keysOf(one) === keysOf(other);

const keysOf = ({ writes }: Action): string => JSON.stringify(writes);

const idsOf = (rule: string, judged: Judged | null): string =>
  (judged?.evaluation.findings ?? [])
    .filter((finding) => finding.rule === rule)
    .map(({ id }) => id)
    .join(' ');

const leftOf = (
  rule: string,
  { evaluation }: Judged,
  actions: readonly { readonly action: Action }[],
): readonly Finding[] => {
  const done = new Set(actions.flatMap(({ action }) => action.findings));
  return evaluation.findings.filter(
    (finding) =>
      finding.rule === rule &&
      finding.mode === 'enforce' &&
      finding.waiver === null &&
      finding.graceUntil === null &&
      remediationFor(finding) !== null &&
      !done.has(finding.id),
  );
};
