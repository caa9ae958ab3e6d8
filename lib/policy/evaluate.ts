import type { Evaluation, EvaluationInput, Finding, Verdict } from '../model/finding.ts';
import type { RuleSetting } from '../model/policy.ts';
import { detailKey, findingId } from './finding-id.ts';
import { faultOf, judge, type Judgement } from './judge.ts';
import { ruleOf } from './registry.ts';
import type { Failure } from './rule.ts';
import { asksForImage, type ScopeSubject } from './scope.ts';
import { modeAt, settingFor } from './setting-for.ts';
import { conclude } from './verdict.ts';
import { waive } from './waivers.ts';

interface Judged {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/**
 * The only decision function there is, for an event, a sweep and a test of a policy alike. A verdict for every rule that reads one
 * of `touched`, in the policy's order; findings by rule, then detail. Throws when a fact that a rule needs was never
 * read (ask `factsFor`): a bug, not a verdict.
 */
export const evaluate = (input: EvaluationInput): Evaluation => {
  const { state, policy, touched, now } = input;
  const judged = policy.rules
    .filter((rule) => ruleOf(rule.parameters.kind).reads.some((fact) => touched.includes(fact)))
    .map((rule) => judgeRule(rule, input));
  return {
    ref: state.ref,
    policyHash: policy.hash,
    at: now.toISOString(),
    verdicts: judged.map(({ verdict }) => verdict),
    findings: judged.flatMap(({ findings }) => findings),
  };
};

const judgeRule = (base: RuleSetting, input: EvaluationInput): Judged => {
  const { state, policy, organization, now } = input;
  const subject: ScopeSubject = {
    account: state.ref.account,
    region: state.ref.region,
    image: state.ref.image,
    facts: state.image,
    organization,
    severity: null,
  };
  const setting = settingFor(policy, base, subject);
  const rule = { ...setting.rule, mode: modeAt(setting.rule, now) };
  const skip = (reason: string): Judged => ({ verdict: verdictOf(rule, 'skip', reason), findings: [] });
  if (setting.off) return skip('The rule is off here.');
  const dead = deadState(input);
  if (dead !== null) return skip(`The image is ${dead}: nobody can launch it.`);
  if (setting.unsure.length > 0) {
    const failure = unsure(input, setting.unsure.some(asksForImage), 'an override');
    return conclude(rule, [toFinding(rule, failure, input, null, null)]);
  }

  const judgement: Judgement = judge(rule.parameters, state, organization);
  if (judgement.kind === 'pending') {
    return { verdict: verdictOf(rule, 'pending', judgement.reason), findings: [] };
  }
  const findings = judgement.failures.map((failure) => settle(rule, failure, subject, input));
  return conclude(rule, sorted(findings));
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
const deadState = ({ state: { image } }: EvaluationInput): string | null =>
  image.kind === 'known' && (image.value.state === 'failed' || image.value.state === 'deregistered')
    ? image.value.state
    : null;

/** A failure with its waiver and its grace, or in its place what keeps anybody from knowing whether it is waived. */
const settle = (
  rule: RuleSetting,
  failure: Failure,
  subject: ScopeSubject,
  input: EvaluationInput,
): Finding => {
  if (failure.detail.kind === 'unreadable') return toFinding(rule, failure, input, null, null);
  const {
    waiver,
    unsure: doubt,
    lapsedAt,
  } = waive(input.policy, rule.id, failure.detail, subject, input.now);
  if (waiver !== null) return toFinding(rule, failure, input, waiver.id, null);
  if (doubt !== null) {
    return toFinding(rule, unsure(input, asksForImage(doubt.match), `waiver ${doubt.id}`), input, null, null);
  }
  return toFinding(rule, failure, input, null, lapsedAt);
};

/** Why nobody can tell whether a scope holds: the image is not to be read, or its account stands nowhere in the organisation. */
const unsure = ({ state }: EvaluationInput, wantsImage: boolean, what: string): Failure => {
  if (wantsImage && state.image.kind === 'unread') {
    throw new Error(`${what} asks for the image of ${state.ref.image}, which nobody has read`);
  }
  if (wantsImage && state.image.kind === 'fault') {
    const fault = faultOf('image', state.image);
    return { ...fault, reason: `Whether ${what} holds cannot be told. ${fault.reason}` };
  }
  return {
    detail: { kind: 'unreadable', datum: 'organization', code: 'AccountUnknown' },
    reason: `Whether ${what} holds cannot be told: the organisation does not list account ${state.ref.account}.`,
  };
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
    imageName: state.image.kind === 'known' ? state.image.value.name : null,
    detail: failure.detail,
    severity: rule.severity,
    mode: rule.mode,
    graceUntil: graced ? graceEnd(rule.graceSeconds, firstSeen.get(id) ?? null, lapsedAt, now) : null,
    waiver,
    reason: failure.reason,
    remediation: failure.detail.kind === 'unreadable' ? null : rule.remediation,
    policyHash: policy.hash,
    observedAt: state.observedAt,
  };
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
  // Several failures may hide behind one datum that is not to be had: one finding tells it.
  const byKey = new Map(findings.map((finding) => [detailKey(finding.detail), finding]));
  return [...byKey.keys()].toSorted().flatMap((key) => byKey.get(key) ?? []);
};
