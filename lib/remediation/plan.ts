import type { Evaluation, Finding } from '../model/finding.ts';
import { sha256Hex } from '../model/hash.ts';
import type { SubjectState } from '../model/image.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { RemediationSetting } from '../model/policy.ts';
import { subjectKey, subjectKind } from '../model/subject.ts';
import { ACTIONS } from './registry.ts';
import { remediationFor } from './remediation-for.ts';

/** What a plan is made of beside the findings. `by`: a person asks for it, so that neither mode nor approval stands in its way. */
export interface PlanContext {
  readonly state: SubjectState;
  /** Who made the image, in short; null where no event has told. */
  readonly creator: string | null;
  readonly by: 'policy' | 'person';
}

/** Whether a finding may be put right: enforced, neither waived nor inside its grace, with a remediation, and really seen. */
const mayRemediate = (finding: Finding, setting: RemediationSetting, by: PlanContext['by']): boolean => {
  if (finding.waiver !== null || finding.detail.kind === 'unreadable') return false;
  if (by === 'person') return true;
  return finding.mode === 'enforce' && finding.graceUntil === null && setting.approval === 'auto';
};

/**
 * The writes that an evaluation calls for, null when there are none. An evaluation with an `error` in it calls for none:
 * what could not be read in full is not acted on.
 */
export const planRemediation = (evaluation: Evaluation, context: PlanContext): Plan | null => {
  if (evaluation.verdicts.some((verdict) => verdict.verdict === 'error')) return null;
  const groups = new Map<string, { readonly setting: RemediationSetting; readonly findings: Finding[] }>();
  for (const finding of evaluation.findings) {
    const setting = remediationFor(finding);
    if (setting === null || !mayRemediate(finding, setting, context.by)) continue;
    const key = `${finding.rule} ${setting.action}`;
    const group = groups.get(key) ?? { setting, findings: [] };
    group.findings.push(finding);
    groups.set(key, group);
  }
  const actions = [...groups.keys()].toSorted().flatMap((key) => {
    const group = groups.get(key);
    const action = group === undefined ? null : actionOf(group.setting, group.findings, evaluation, context);
    return action === null ? [] : [action];
  });
  return actions.length === 0 ? null : makePlan(evaluation, actions);
};

const actionOf = (
  setting: RemediationSetting,
  findings: readonly Finding[],
  { ref, at }: Evaluation,
  { state, creator, by }: PlanContext,
): Action | null => {
  const definition = ACTIONS[setting.action];
  const [first] = findings;
  if (definition === undefined || first === undefined || definition.subject !== subjectKind(ref)) return null;
  if (definition.manualOnly && by !== 'person') return null;
  const writes = definition.plan(findings, { state, setting, creator, now: new Date(at) });
  if (writes.length === 0) return null;
  return {
    action: setting.action,
    rule: first.rule,
    writes,
    // Sorted, so that the same findings in any order are the same plan.
    findings: findings.map(({ id }) => id).toSorted(),
    limitPerHour: setting.limitPerHour,
  };
};

const makePlan = (evaluation: Evaluation, actions: readonly Action[]): Plan => {
  const content = JSON.stringify([
    subjectKey(evaluation.ref),
    evaluation.policyHash,
    evaluation.at,
    actions.map(({ action, rule, writes, findings }) => [action, rule, writes, findings]),
  ]);
  return {
    id: sha256Hex(content).slice(0, 16),
    ref: evaluation.ref,
    policyHash: evaluation.policyHash,
    observedAt: evaluation.at,
    actions,
  };
};
