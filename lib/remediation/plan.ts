import type { Evaluation, Finding } from '../model/finding.ts';
import { sha256Hex } from '../model/hash.ts';
import { imageKey } from '../model/image.ts';
import type { Action, Plan } from '../model/plan.ts';
import { principalKey } from '../model/principal.ts';
import type { ActionName } from '../model/words.ts';
import { ACTIONS } from './registry.ts';

/** Whether a finding may be put right: enforced, neither waived nor inside its grace, with a remediation, and really seen. */
const mayRemediate = (finding: Finding): boolean =>
  finding.mode === 'enforce' &&
  finding.waiver === null &&
  finding.graceUntil === null &&
  finding.detail.kind !== 'unreadable' &&
  finding.remediation?.approval === 'auto';

/**
 * The writes that an evaluation calls for, null when there are none. An evaluation with an `error` in it calls for none:
 * what could not be read in full is not acted on.
 */
export const planRemediation = (evaluation: Evaluation): Plan | null => {
  if (evaluation.verdicts.some((verdict) => verdict.verdict === 'error')) return null;
  const groups = new Map<string, { name: ActionName; findings: Finding[] }>();
  for (const finding of evaluation.findings) {
    if (!mayRemediate(finding) || finding.remediation === null) continue;
    const key = `${finding.rule} ${finding.remediation.action}`;
    const group = groups.get(key) ?? { name: finding.remediation.action, findings: [] };
    group.findings.push(finding);
    groups.set(key, group);
  }
  const actions = [...groups.keys()].toSorted().flatMap((key) => {
    const group = groups.get(key);
    const action = group === undefined ? null : ACTIONS[group.name].plan(group.findings);
    return action === null ? [] : [action];
  });
  if (actions.length === 0) return null;
  return makePlan(evaluation, actions);
};

const makePlan = (evaluation: Evaluation, actions: readonly Action[]): Plan => {
  const content = JSON.stringify([
    imageKey(evaluation.ref),
    evaluation.policyHash,
    evaluation.at,
    actions.map((action) => [action.action, action.rule, action.remove.map(principalKey), action.findings]),
  ]);
  return {
    id: sha256Hex(content).slice(0, 16),
    ref: evaluation.ref,
    policyHash: evaluation.policyHash,
    observedAt: evaluation.at,
    actions,
  };
};
