import type { Evaluation, EvaluationInput, Finding, Verdict } from '../model/finding.ts';
import type { Fact, SubjectState } from '../model/image.ts';
import type { PolicyBundle, RuleSetting } from '../model/policy.ts';
import { isImage, subjectKind } from '../model/subject.ts';
import { isAnswered } from './answered.ts';
import { factsOf } from './facts-for.ts';
import { detailKey, findingId } from './finding-id.ts';
import { isGranted, latest } from './grants.ts';
import { judge, type Judgement } from './judge.ts';
import { ruleFor } from './registry.ts';
import type { Failure, Rule } from './rule.ts';
import type { ScopeSubject } from './scope.ts';
import { imageDatum, scopeSubject } from './scope-subject.ts';
import { modeAt, settingFor, type UnsureScope } from './setting-for.ts';
import { unsureFailure } from './unsure.ts';
import { conclude } from './verdict.ts';
import { waive } from './waivers.ts';

interface Judged {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/**
 * The only decision function there is, for an event, a sweep, a back-test and a test of a policy alike. A verdict for every rule
 * that judges such subjects and reads one of `touched`, in the policy's order; findings by rule, then detail. Throws when a fact
 * that a rule needs was never read (ask `factsFor`): a bug, not a verdict.
 */
export const evaluate = (input: EvaluationInput): Evaluation => {
  const { state, policy, now } = input;
  const subject = scopeSubject(state, input.organization);
  const judged = policy.rules.flatMap((base) => {
    const rule = ruleFor(base.parameters.kind, subjectKind(state.ref));
    if (rule === null) return [];
    return judgeRule(rule, base, subject, input) ?? [];
  });
  return {
    ref: state.ref,
    policyHash: policy.hash,
    at: now.toISOString(),
    verdicts: judged.map(({ verdict }) => verdict),
    findings: judged.flatMap(({ findings }) => findings),
  };
};

/** Null when the rule, as it stands here, reads nothing of what was touched. */
const judgeRule = (
  definition: Rule,
  base: RuleSetting,
  subject: ScopeSubject,
  input: EvaluationInput,
): Judged | null => {
  const { state, policy, organization, now } = input;
  const setting = settingFor(policy, base, subject);
  const rule = withAllowed(promoted(setting.rule, now), subject, policy);
  const { needs, also } = definition.factsFor(rule.rule.parameters);
  // An override of which nobody can tell may ask for more: that it cannot be told is said then, too.
  const more = setting.unsure.length === 0 ? [] : factsOf(policy, base, subject, subjectKind(state.ref));
  const isTouched = (fact: Fact): boolean => input.touched.includes(fact);
  if (![needs, also, more].some((facts) => facts.some(isTouched))) return null;
  const skip = (reason: string): Judged => ({ verdict: verdictOf(rule.rule, 'skip', reason), findings: [] });
  if (setting.off === 'match') return skip('The policy does not ask for it here.');
  if (setting.off === 'mode') return skip('The rule is off here.');
  const dead = deadState(input);
  if (dead !== null) return skip(`The image is ${dead}: nobody can launch it.`);
  const doubts = [...setting.unsure, ...rule.unsure];
  const [doubt] = doubts;
  if (doubt !== undefined) {
    const scopes = doubts.map(({ match }) => match);
    const failure = unsureFailure(state, scopes, doubt.what);
    return conclude(rule.rule, [toFinding(rule.rule, failure, input, null, null)], input.grants);
  }
  const isOpen = (detail: Failure['detail']): boolean =>
    input.firstSeen.get(findingId(rule.rule.id, state.ref, detail)) !== undefined;
  const context = { ref: state.ref, organization, groups: policy.groups, now, isOpen };
  const judgement: Judgement = judge(definition, rule.rule.parameters, state, context);
  if (judgement.kind === 'pending') {
    return { verdict: verdictOf(rule.rule, 'pending', judgement.reason), findings: [] };
  }
  const failures = judgement.failures.filter((failure) => !isDone(failure, rule.rule, input));
  const findings = sorted(failures.map((failure) => settle(rule.rule, failure, subject, input)));
  return conclude(rule.rule, findings, input.grants);
};

const isDone = (failure: Failure, { remediation }: RuleSetting, { state, now }: EvaluationInput): boolean => {
  const image = imageDatum(state);
  return isImage(state.ref) && image.kind === 'known' && isAnswered(failure, remediation, image.value, now);
};

const promoted = (rule: RuleSetting, now: Date): RuleSetting => {
  const mode = modeAt(rule, now);
  return mode === rule.mode ? rule : { ...rule, mode };
};

/** `snapshot-sharing` without a list of its own allows what `sharing` allows in the same place. */
const withAllowed = (
  rule: RuleSetting,
  subject: ScopeSubject,
  policy: PolicyBundle,
): { readonly rule: RuleSetting; readonly unsure: readonly UnsureScope[] } => {
  if (rule.parameters.kind !== 'snapshot-sharing' || rule.parameters.allow !== null)
    return { rule, unsure: [] };
  // Not any rule of that kind: a team's own, for its own accounts, must not let anybody in elsewhere.
  const base = policy.rules.find(({ id }) => id === 'sharing');
  if (base === undefined) return { rule, unsure: [] };
  const setting = settingFor(policy, base, subject);
  const allow = setting.rule.parameters.kind === 'sharing' ? setting.rule.parameters.allow : null;
  return { rule: { ...rule, parameters: { ...rule.parameters, allow } }, unsure: setting.unsure };
};

const verdictOf = (
  rule: RuleSetting,
  verdict: Verdict['verdict'],
  reason: string,
  until: string | null = null,
): Verdict => ({
  rule: rule.id,
  verdict,
  mode: rule.mode,
  severity: rule.severity,
  reason,
  until,
});

/** States that an image cannot leave: none of it can be launched any more. A disabled image can be enabled again, so it is judged. */
const deadState = ({ state }: EvaluationInput): string | null => {
  const image = imageDatum(state);
  if (!isImage(state.ref) || image.kind !== 'known') return null;
  return image.value.state === 'failed' || image.value.state === 'deregistered' ? image.value.state : null;
};

/** A failure with its waiver and its grace, or in its place what keeps anybody from knowing whether it is waived. */
const settle = (
  rule: RuleSetting,
  failure: Failure,
  subject: ScopeSubject,
  input: EvaluationInput,
): Finding => {
  const { policy, state, now } = input;
  if (failure.detail.kind === 'unreadable') return toFinding(rule, failure, input, null, null);
  const { waiver, unsure: doubt, lapsedAt } = waive(policy, rule.id, failure.detail, subject, now);
  if (waiver !== null) return toFinding(rule, failure, input, waiver.id, null);
  const grant = input.grants.get(findingId(rule.id, state.ref, failure.detail)) ?? null;
  if (grant !== null && isGranted(grant, now)) return toFinding(rule, failure, input, grant.entry, null);
  if (doubt !== null) {
    const blind = unsureFailure(state, [doubt.match], `waiver ${doubt.id}`);
    return toFinding(rule, blind, input, null, null);
  }
  return toFinding(rule, failure, input, null, latest(lapsedAt, grant?.until ?? null));
};

const toFinding = (
  rule: RuleSetting,
  failure: Failure,
  { state, policy, firstSeen, now }: EvaluationInput,
  waiver: string | null,
  lapsedAt: string | null,
): Finding => {
  const id = findingId(rule.id, state.ref, failure.detail);
  const graced = waiver === null && failure.detail.kind !== 'unreadable';
  return {
    id,
    rule: rule.id,
    ref: state.ref,
    imageName: nameOf(state),
    detail: failure.detail,
    severity: rule.severity,
    mode: rule.mode,
    graceUntil: graced ? graceEnd(rule.graceSeconds, firstSeen.get(id) ?? null, lapsedAt, now) : null,
    waiver,
    reason: failure.reason,
    remediation: isBeyondUs(failure) ? null : rule.remediation,
    policyHash: policy.hash,
    observedAt: state.observedAt,
  };
};

/** What nothing can be done about here: what was not read, and what a policy of the organisation manages. */
const isBeyondUs = ({ detail }: Failure): boolean =>
  detail.kind === 'unreadable' || (detail.kind === 'guardrail' && detail.managed);

const nameOf = (state: SubjectState): string | null => {
  const image = imageDatum(state);
  return image.kind === 'known' ? image.value.name : null;
};

/** Grace counts from first seen, anew from a waiver's lapse; at its very end it is over (null). */
const graceEnd = (
  seconds: number,
  firstSeen: string | null,
  lapsedAt: string | null,
  now: Date,
): string | null => {
  const from = Math.max(
    Date.parse(firstSeen ?? now.toISOString()),
    lapsedAt === null ? 0 : Date.parse(lapsedAt),
  );
  const until = from + seconds * 1000;
  return now.getTime() < until ? new Date(until).toISOString() : null;
};

const sorted = (findings: readonly Finding[]): readonly Finding[] => {
  if (findings.length < 2) return findings;
  // Several failures may hide behind one datum that is not to be had: one finding tells it.
  const byKey = new Map(findings.map((finding) => [detailKey(finding.detail), finding]));
  return [...byKey.keys()].toSorted().flatMap((key) => byKey.get(key) ?? []);
};
