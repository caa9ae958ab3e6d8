import type { Outcome } from '../model/journal.ts';
import type { Action, Aspects } from '../model/plan.ts';
import type { ImageRef } from '../model/subject.ts';
import { readsOf } from '../remediation/writes.ts';
import { knownAspects } from './look.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { failingOf, type Run, type Seen } from './run.ts';
import { settle } from './settle.ts';
import type { StepHistory } from './step-history.ts';
import { compareEffect, NOT_SENT, recordOutcome, type Written } from './write-action.ts';

/**
 * What an earlier delivery left of a step: one that was begun gets its outcome, if its effect is so by now; one that answers the
 * findings of `action`, and still holds, is settled. Null when there is none of these. `seen` null: the image is gone.
 */
export const finishStep = async (
  run: Run,
  ref: ImageRef,
  action: Action,
  seen: Seen | null,
  history: StepHistory,
  ports: RemediationPorts,
): Promise<Written | null> => {
  const written = await concluded(ref, seen, history, ports);
  if (written === null || !answers(written.action, action)) return null;
  // The policy may ask for more of it by now, such as that it is gone.
  const failing = seen === null ? [] : failingOf(seen);
  await settle(run, action.findings, { ...written, failing }, ports);
  return written;
};

const concluded = async (
  ref: ImageRef,
  seen: Seen | null,
  { open, done }: StepHistory,
  ports: RemediationPorts,
): Promise<Written | null> => {
  const compared = (action: Action, before: Aspects): Outcome => {
    const now = seen === null ? { state: 'gone' } : knownAspects(seen.state, readsOf(action.writes));
    return compareEffect(action, before, NOT_SENT, now);
  };
  if (open !== null) {
    const outcome = compared(open.action, open.before);
    if (outcome.kind !== 'done') return null;
    const journaled = { planId: open.planId, by: open.by ?? null };
    return recordOutcome(ref, journaled, open.action, open.id, outcome, ports);
  }
  if (done?.outcome.kind !== 'done' || compared(done.action, done.outcome.before).kind !== 'done')
    return null;
  return { action: done.action, outcome: done.outcome, undo: done.id };
};

/** Whether a step is the one that a plan comes to: a plan for the end of a disabled image is not answered by its disabling. */
const answers = (step: Action, planned: Action): boolean => {
  const last = planned.writes.some(({ kind }) => kind === 'registration') ? 'registration' : 'availability';
  return step.writes.some(({ kind }) => kind === last);
};
