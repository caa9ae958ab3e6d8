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

/** Whether a finding may be put right at all: neither waived nor inside its grace, and really seen. A person may do so in any mode and grace. */
const mayRemediate = (finding: Finding, by: PlanContext['by']): boolean => {
  if (finding.waiver !== null || finding.detail.kind === 'unreadable') return false;
  return by === 'person' || (finding.mode === 'enforce' && finding.graceUntil === null);
};

/** Whose word an action needs; `auto`: nobody's. */
const approvalOf = ({ action, approval }: RemediationSetting): RemediationSetting['approval'] =>
  approval === 'auto' && ACTIONS[action]?.manualOnly === true ? 'manual' : approval;

/**
 * The writes that an evaluation calls for, null when there are none: by policy those that need nobody's approval, by a person
 * all. A rule that ended in an `error` calls for none: what it could not read in full is not acted on. It stops no other rule.
 */
export const planRemediation = (evaluation: Evaluation, context: PlanContext): Plan | null => {
  const actions = groupsOf(evaluation, context).flatMap((group) =>
    context.by === 'policy' && approvalOf(group.setting) !== 'auto'
      ? []
      : (actionOf(group, evaluation, context) ?? []),
  );
  return actions.length === 0 ? null : makePlan(evaluation, actions);
};

/** What an evaluation calls for and a person has to approve: a plan for each rule's action, so that each can be refused. */
export const planForApproval = (evaluation: Evaluation, context: Omit<PlanContext, 'by'>): readonly Plan[] =>
  groupsOf(evaluation, { ...context, by: 'policy' }).flatMap((group) => {
    const approval = approvalOf(group.setting);
    if (approval === 'auto') return [];
    const action = actionOf(group, evaluation, context);
    return action === null ? [] : [{ ...makePlan(evaluation, [action]), approval }];
  });

interface Group {
  readonly setting: RemediationSetting;
  readonly findings: readonly Finding[];
}

/** The findings to put right, by rule and action: in the order of the actions, then by rule. */
const groupsOf = (evaluation: Evaluation, { by }: PlanContext): readonly Group[] => {
  const doubtful = new Set(
    evaluation.verdicts.filter(({ verdict }) => verdict === 'error').map(({ rule }) => rule),
  );
  const groups = new Map<string, Group>();
  for (const finding of evaluation.findings) {
    const setting = remediationFor(finding);
    if (setting === null || doubtful.has(finding.rule) || !mayRemediate(finding, by)) continue;
    const key = `${finding.rule} ${setting.action}`;
    groups.set(key, { setting, findings: [...(groups.get(key)?.findings ?? []), finding] });
  }
  const place = ([rule, { setting }]: readonly [string, Group]): string =>
    `${String(Object.keys(ACTIONS).indexOf(setting.action)).padStart(3, '0')} ${rule}`;
  return [...groups].toSorted((a, b) => (place(a) < place(b) ? -1 : 1)).map(([, group]) => group);
};

const actionOf = (
  { setting, findings }: Group,
  { ref, at }: Evaluation,
  { state, creator }: Omit<PlanContext, 'by'>,
): Action | null => {
  const definition = ACTIONS[setting.action];
  const [first] = findings;
  if (definition === undefined || first === undefined || !definition.subjects.includes(subjectKind(ref)))
    return null;
  const writes = definition.plan(findings, { state, setting, creator, now: new Date(at) });
  if (writes.length === 0) return null;
  return {
    action: setting.action,
    rule: first.rule,
    writes,
    // Sorted, so that the same findings in any order are the same plan.
    findings: findings.map(({ id }) => id).toSorted(),
    limitPerHour: setting.limitPerHour,
    ...(setting.limitPerHourInAll === undefined ? {} : { limitPerHourInAll: setting.limitPerHourInAll }),
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
