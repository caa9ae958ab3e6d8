import { Fault } from '../model/fault.ts';
import type { ImageRef } from '../model/image.ts';
import type { Cause, Outcome } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';
import type { PlanMessage } from '../ports/queues.ts';
import { narrowAction } from '../remediation/narrow.ts';
import { planRemediation } from '../remediation/plan.ts';
import { finishIntent } from './finish-intent.ts';
import { look, type Look } from './look.ts';
import { recordChanges, tellOf } from './record-findings.ts';
import { closeAll } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { settle } from './settle.ts';
import { recordOutcome, writeAction, type Written } from './write-action.ts';

/**
 * Applies a plan, hop 8. Each action is looked at anew before it is done: what is no longer called for, by the state and
 * the policy of this moment, is not done. Rejects with `Fault` for the queue to deliver again; a repeated delivery does
 * no write twice.
 */
export const applyPlan = async (message: PlanMessage, ports: RemediationPorts): Promise<void> => {
  const { ref, planId, cause } = message;
  const plan = await ports.journal.plan(ref, planId);
  if (plan === null) {
    throw new Fault('plan', 'NotFound', `no plan ${planId} in the journal`, { retryable: true });
  }
  for (const action of plan.actions) {
    const seen = await look(ref, ports);
    if (seen.kind === 'gone') return closeGone(ref, seen.at, cause, ports);
    const written = await applyAction(ref, planId, action, seen, ports);
    await settle(ref, action.findings, written, cause, ports);
    throwUnlessSettled(written.outcome);
  }
};

const applyAction = async (
  ref: ImageRef,
  planId: string,
  action: Action,
  seen: Extract<Look, { kind: 'seen' }>,
  ports: RemediationPorts,
): Promise<Written> => {
  const finished = await finishIntent(ref, planId, action, seen.principals, ports);
  if (finished !== null) return finished;
  const needed = narrowAction(action, planRemediation(seen.evaluation));
  if (needed !== null) return writeAction(ref, planId, needed, seen.principals, ports);
  const outcome: Outcome = { kind: 'unneeded', after: seen.principals };
  return recordOutcome(ref, planId, action, null, outcome, ports);
};

/** After the outcome is recorded and told: what is not known to have worked goes back to the queue, in the end to its DLQ. */
const throwUnlessSettled = (outcome: Outcome): void => {
  if (outcome.kind !== 'unverified') return;
  throw new Fault('DescribeImageAttribute', 'Unverified', outcome.reason, { retryable: true });
};

const closeGone = async (ref: ImageRef, at: string, cause: Cause, ports: RemediationPorts): Promise<void> => {
  ports.telemetry.note({ kind: 'gone', ref });
  const records = await ports.journal.findings(ref);
  const current = await recordChanges(ref, cause, (latest) => closeAll(latest, at, cause), records, ports);
  await tellOf(ref, current, ports);
};
