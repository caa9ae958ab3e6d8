import type { Action, Aspects, Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import type { ActionResult } from '../model/request.ts';
import { narrowAction } from '../remediation/narrow.ts';
import { effectOf, unfinished } from '../remediation/writes.ts';
import { hindranceOf } from './apply-action.ts';
import { freshPlan } from './fresh-plan.ts';
import { look } from './look.ts';
import { pausedReason } from './paused.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** What each action of a plan would do if it were applied now on somebody's word. Looks, and writes nothing anywhere. Rejects with `Fault`. */
export const previewPlan = async (
  plan: Plan,
  by: Asker,
  ports: RemediationPorts,
): Promise<readonly ActionResult[]> => {
  const results: ActionResult[] = [];
  for (const action of plan.actions) results.push(await previewAction(plan, action, by, ports));
  return results;
};

const previewAction = async (
  plan: Plan,
  action: Action,
  by: Asker,
  ports: RemediationPorts,
): Promise<ActionResult> => {
  const seen = await look(plan.ref, action, ports);
  if (seen.kind === 'gone') {
    return { action, outcome: { kind: 'unneeded', after: { state: 'gone' } }, undo: null };
  }
  const needed = narrowAction(action, freshPlan(plan, by, seen));
  if (needed === null) return { action, outcome: { kind: 'unneeded', after: seen.aspects }, undo: null };
  const hindrance = hindranceOf(needed, seen, ports);
  if (hindrance !== null) {
    return { action: needed, outcome: { kind: 'refused', reason: hindrance.reason }, undo: null };
  }
  return previewWrites(needed, seen.aspects, ports);
};

/** What an action's writes would do to a subject that is so; refused while writing is paused. */
export const previewWrites = async (
  action: Action,
  before: Aspects,
  ports: Pick<RemediationPorts, 'brake'>,
): Promise<ActionResult> => {
  const paused = await pausedReason(ports);
  if (paused !== null) return { action, outcome: { kind: 'refused', reason: paused }, undo: null };
  const writes = unfinished(action.writes, before);
  if (writes.length === 0) return { action, outcome: { kind: 'unneeded', after: before }, undo: null };
  return { action, outcome: { kind: 'would', before, after: effectOf(writes, before) }, undo: null };
};
