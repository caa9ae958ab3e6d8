import type { Action, Aspects, Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import type { ActionResult } from '../model/request.ts';
import { type ImageRef, isImage } from '../model/subject.ts';
import { narrowAction } from '../remediation/narrow.ts';
import { definitionOf } from '../remediation/registry.ts';
import { effectOf, readsOf, unfinished } from '../remediation/writes.ts';
import { hindranceOf } from './apply-action.ts';
import { findStep } from './find-step.ts';
import { freshPlan } from './fresh-plan.ts';
import { knownAspects, look } from './look.ts';
import { pausedReason } from './paused.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Seen } from './run.ts';
import { stepHistory } from './step-history.ts';

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
  if (isImage(plan.ref) && definitionOf(needed)?.nextStep !== undefined) {
    return previewStep(plan.ref, needed, seen, ports);
  }
  const hindrance = hindranceOf(needed, seen, ports);
  if (hindrance !== null) {
    return { action: needed, outcome: { kind: 'refused', reason: hindrance.reason }, undo: null };
  }
  return previewWrites(needed, seen.aspects, ports);
};

/** What the next step of an action that takes several would be. */
const previewStep = async (
  ref: ImageRef,
  action: Action,
  seen: Seen,
  ports: RemediationPorts,
): Promise<ActionResult> => {
  const history = stepHistory(await ports.journal.entries(ref), action);
  const { step, state } = await findStep(ref, action, seen, history, ports);
  switch (step.kind) {
    case 'write': {
      const before = knownAspects(state, readsOf(step.writes));
      return previewWrites({ ...action, writes: step.writes }, before, ports);
    }
    case 'wait':
      return { action, outcome: { kind: 'under-way', reason: step.reason }, undo: null };
    case 'refuse':
      return { action, outcome: { kind: 'refused', reason: step.reason }, undo: null };
  }
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
