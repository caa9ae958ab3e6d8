import { Fault } from '../model/fault.ts';
import { subjectKey, type SubjectRef } from '../model/subject.ts';
import type { Cause, Outcome } from '../model/journal.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { PlanMessage } from '../ports/queues.ts';
import { narrowAction } from '../remediation/narrow.ts';
import { unfinished } from '../remediation/writes.ts';
import { planRemediation } from '../remediation/plan.ts';
import { finishIntent } from './finish-intent.ts';
import { lookAgain, mayLag } from './lagging.ts';
import { look, type Look } from './look.ts';
import { recordChanges, tellOf } from './record-findings.ts';
import { closeAll } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { settle } from './settle.ts';
import { recordOutcome, writeAction, type Written } from './write-action.ts';

/**
 * Applies a plan, hop 8. Each action is looked at anew before it is done: what is no longer called for, by the state and
 * the policy of this moment, is not done. One action's fault keeps no other from being done. Rejects with `Fault` for the
 * queue to deliver again; a repeated delivery does no write twice.
 */
export const applyPlan = async (message: PlanMessage, ports: RemediationPorts): Promise<void> => {
  const { ref, planId } = message;
  const faults: Fault[] = [];
  const keep = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      const { message: text, retryable } = fault;
      ports.telemetry.note({ kind: 'fault', where: `plan for ${subjectKey(ref)}`, message: text, retryable });
      faults.push(fault);
    }
  };
  await keep(async () => {
    const plan = await ports.journal.plan(ref, planId);
    if (plan === null) {
      throw new Fault('plan', 'NotFound', `no plan ${planId} in the journal`, { retryable: true });
    }
    for (const action of plan.actions) await keep(() => applyAction(message, plan, action, ports));
  });
  const [first, ...others] = faults;
  if (first === undefined) return;
  throw others.length === 0 ? first : new AggregateError(faults, planId);
};

const applyAction = async (
  { ref, cause }: PlanMessage,
  plan: Plan,
  action: Action,
  ports: RemediationPorts,
): Promise<void> => {
  const seen = await look(ref, action, ports);
  // All of what was planned is still to be done: nothing has been taken back, and the read does not lag.
  const isThere =
    seen.kind === 'seen' && unfinished(action.writes, seen.aspects).length === action.writes.length;
  if (seen.kind === 'gone') await closeGone(ref, seen.at, cause, ports);
  else {
    const written = await doAction(plan, action, seen, ports);
    await settle(ref, action.findings, written, cause, ports);
    throwUnlessSettled(written.outcome);
    if (written.outcome.kind !== 'unneeded') return;
  }
  // Guard has seen what is not to be seen here: taken back meanwhile, or a read that lags.
  if (!isThere && mayLag(plan.observedAt, ports)) await lookAgain(ref, ports);
};

const doAction = async (
  { id, ref }: Plan,
  action: Action,
  seen: Extract<Look, { kind: 'seen' }>,
  ports: RemediationPorts,
): Promise<Written> => {
  const earlier = await finishIntent(ref, id, action, seen.aspects, ports);
  if (earlier.kind === 'finished') return earlier.written;
  throwOnDoubt(action, seen, ports);
  const needed = earlier.kind === 'undone' ? null : narrowAction(action, planAgain(seen));
  if (needed !== null) {
    return writeAction(ref, id, needed, seen.aspects, ports, { counted: earlier.kind === 'begun' });
  }
  const outcome: Outcome = { kind: 'unneeded', after: seen.aspects };
  return recordOutcome(ref, id, action, null, outcome, ports);
};

const planAgain = ({ evaluation, state }: Extract<Look, { kind: 'seen' }>): Plan | null =>
  // Who made the image was known when it was planned, and values are taken from there.
  planRemediation(evaluation, { state, creator: 'nobody', by: 'policy' });

/** An organisation older than this may lack an account that has joined since, whose share is approved. */
const ORGANIZATION_MS = 2 * 60 * 60_000;

/** What cannot be judged now is not unneeded: it is tried again, and in the end lies in the DLQ. */
const throwOnDoubt = (
  action: Action,
  { evaluation, organization }: Extract<Look, { kind: 'seen' }>,
  ports: RemediationPorts,
): void => {
  const error = evaluation.verdicts.find(({ verdict }) => verdict === 'error');
  if (error !== undefined) throw new Fault('evaluate', 'Error', error.reason, { retryable: true });
  const age = ports.clock.now().getTime() - Date.parse(organization.observedAt);
  if (action.action !== 'revoke-unlisted' || age < ORGANIZATION_MS) return;
  const reason = `the organisation was last read at ${organization.observedAt}; nobody is taken for a stranger by it`;
  throw new Fault('organization', 'Stale', reason, { retryable: true });
};

/** After the outcome is recorded and told: what is not known to have worked goes back to the queue, in the end to its DLQ. */
const throwUnlessSettled = (outcome: Outcome): void => {
  if (outcome.kind !== 'unverified') return;
  throw new Fault('DescribeImageAttribute', 'Unverified', outcome.reason, { retryable: true });
};

const closeGone = async (ref: SubjectRef, at: string, cause: Cause, ports: RemediationPorts): Promise<void> => {
  ports.telemetry.note({ kind: 'gone', ref });
  const records = await ports.journal.findings(ref);
  const current = await recordChanges(ref, cause, (latest) => closeAll(latest, at, cause), records, ports);
  await tellOf(ref, current, ports);
};
