import type { Asker } from '../model/asker.ts';
import type { Outcome, Waiting } from '../model/journal.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Run } from './run.ts';
import { settle } from './settle.ts';
import { waitingOf } from './waiting-plans.ts';
import { recordOutcome, type Written } from './write-action.ts';

/**
 * Brings the findings of an action to how far it has come: they stay open, and say so. `written`: what was done just now, which an
 * undo names; null when nothing was. Looked at again and again, the same is journaled once.
 */
export const standUnderWay = async (
  run: Run,
  action: Action,
  reason: string,
  written: Written | null,
  ports: RemediationPorts,
): Promise<Written> => {
  const { plan, by } = run;
  const { ref } = plan;
  const outcome: Outcome = { kind: 'under-way', reason };
  const stands: Written = { action: written?.action ?? action, outcome, undo: written?.undo ?? null };
  const records = await ports.journal.findings(ref);
  const isKnown = records
    .filter(({ finding }) => action.findings.includes(finding.id))
    .every(({ outcome: told }) => told?.kind === 'under-way' && told.reason === reason);
  if (written === null && !isKnown) {
    await recordOutcome(ref, { planId: plan.id, by }, action, null, outcome, ports);
  }
  await settle(run, action.findings, stands, ports, approvedBy(plan, by));
  return stands;
};

/** The plan that a person's word let begin goes on by itself: whoever looks next hands it on again. */
const approvedBy = (plan: Plan, by: Asker | null): Waiting | undefined =>
  by === null
    ? undefined
    : {
        ...waitingOf(plan, plan.approval === undefined ? 'request' : 'approval'),
        state: 'approved',
        approvedBy: [by.name],
      };
