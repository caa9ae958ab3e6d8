import type { Evaluation, EvaluationInput, Finding, Verdict } from '../model/finding.ts';
import type { Datum, Fact, SubjectState } from '../model/image.ts';
import type { RuleKind } from '../model/parameters.ts';
import type { PolicyBundle, RuleSetting, Waiver } from '../model/policy.ts';
import { subjectKind, type SubjectRef } from '../model/subject.ts';
import type { Mode } from '../model/words.ts';
import { evaluate } from './evaluate.ts';
import { ruleFor, ruleOf } from './registry.ts';
import { inScope, type Scope, type ScopeSubject } from './scope.ts';
import { scopeReasons, type ScopeReason } from './scope-reasons.ts';
import { datumOf, scopeSubject } from './scope-subject.ts';
import { settingChain, type SettingChain } from './setting-chain.ts';
import { modeAt, settingFor } from './setting-for.ts';

/** A group of facts that a rule read, as it was known. */
export interface FactUse {
  readonly fact: Fact;
  readonly datum: Datum<unknown>;
  readonly observedAt: string;
}

/** A waiver that names the rule. `covers`: the findings that it waives at the instant. */
export interface WaiverUse {
  readonly waiver: Waiver;
  readonly inForce: boolean;
  readonly scope: Scope;
  readonly reasons: readonly ScopeReason[];
  readonly covers: readonly string[];
}

/** What one rule says of a subject, and why. `verdict` is null when the rule judges other subjects. */
export interface RuleExplanation {
  readonly rule: string;
  readonly kind: RuleKind;
  readonly verdict: Verdict | null;
  /** Why it says nothing at all; null when it does. */
  readonly silent: string | null;
  readonly findings: readonly Finding[];
  readonly chain: SettingChain;
  /** The rule whose list stands in for one of its own; null for none. */
  readonly borrows: RuleSetting | null;
  readonly facts: readonly FactUse[];
  readonly waivers: readonly WaiverUse[];
  /** As it is set, and as it is at the instant: `enforceFrom` promotes. */
  readonly mode: { readonly set: Mode; readonly now: Mode; readonly enforceFrom: string | null };
  readonly graceSeconds: number;
}

/** Everything that a policy has to say of one subject. */
export interface Explanation {
  readonly ref: SubjectRef;
  /** The name of the image, or of the one that the instance runs from; null where it has none, or nobody knows it. */
  readonly imageName: string | null;
  readonly at: string;
  readonly observedAt: string;
  readonly policy: { readonly name: string; readonly hash: string };
  readonly evaluation: Evaluation;
  readonly rules: readonly RuleExplanation[];
}

/** Explains what `evaluate` says of a subject: the verdicts are its own. Throws, as it does, for facts that nobody has read. */
export const explain = (input: EvaluationInput): Explanation => {
  const { state, policy, organization, now } = input;
  const evaluation = evaluate(input);
  const subject = scopeSubject(state, organization);
  return {
    ref: state.ref,
    imageName: subject.facts.kind === 'known' ? subject.facts.value.name : null,
    at: now.toISOString(),
    observedAt: state.observedAt,
    policy: { name: policy.name, hash: policy.hash },
    evaluation,
    rules: policy.rules.map((rule) => explainRule(rule, evaluation, subject, input)),
  };
};

const explainRule = (
  base: RuleSetting,
  evaluation: Evaluation,
  subject: ScopeSubject,
  { state, policy, now }: EvaluationInput,
): RuleExplanation => {
  const { rule, off } = settingFor(policy, base, subject);
  const { kind } = rule.parameters;
  const judge = ruleFor(kind, subjectKind(state.ref));
  const verdict = evaluation.verdicts.find((one) => one.rule === base.id) ?? null;
  const findings = evaluation.findings.filter((finding) => finding.rule === base.id);
  const { needs, also } = judge?.factsFor(rule.parameters) ?? { needs: [], also: [] };
  return {
    rule: base.id,
    kind,
    verdict,
    silent: verdict === null ? silence(judge === null, rule, state) : null,
    findings,
    chain: settingChain(policy, base, subject),
    borrows: borrowed(rule, policy),
    // A rule that is off looks at nothing.
    facts: off === null ? [...needs, ...also].map((fact) => factUse(fact, state)) : [],
    waivers: policy.waivers
      .filter((waiver) => waiver.rules.includes(base.id))
      .map((waiver) => waiverUse(waiver, findings, subject, now)),
    mode: { set: rule.mode, now: modeAt(rule, now), enforceFrom: rule.enforceFrom },
    graceSeconds: rule.graceSeconds,
  };
};

const SUBJECTS = {
  image: 'images',
  instance: 'instances',
  'account-region': 'accounts in a region',
} as const;

const silence = (isOfOthers: boolean, { parameters }: RuleSetting, { ref }: SubjectState): string =>
  isOfOthers
    ? `It judges ${SUBJECTS[ruleOf(parameters.kind).subject]}.`
    : `As it is set it asks for nothing that ${SUBJECTS[subjectKind(ref)]} have.`;

const borrowed = ({ parameters }: RuleSetting, { rules }: PolicyBundle): RuleSetting | null =>
  parameters.kind === 'snapshot-sharing' && parameters.allow === null
    ? (rules.find((rule) => rule.id === 'sharing') ?? null)
    : null;

const factUse = (fact: Fact, state: SubjectState): FactUse => ({
  fact,
  datum: datumOf(state, fact),
  observedAt: state.observedAt,
});

const waiverUse = (
  waiver: Waiver,
  findings: readonly Finding[],
  subject: ScopeSubject,
  now: Date,
): WaiverUse => ({
  waiver,
  inForce: now.getTime() < Date.parse(waiver.expires),
  scope: inScope(waiver.match, subject),
  reasons: scopeReasons(waiver.match, subject),
  covers: findings.filter((finding) => finding.waiver === waiver.id).map(({ id }) => id),
});
