import type { Evaluation } from '../model/finding.ts';
import type { Cause, FindingRecord, Waiting } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import type { SubjectRef } from '../model/subject.ts';
import { planContent } from '../remediation/plan-content.ts';
import { type PlanContext, planForApproval } from '../remediation/plan.ts';
import type { GuardPorts } from './guard-ports.ts';

type KeepPorts = Pick<GuardPorts, 'journal' | 'telemetry'>;

/** Puts a plan into the journal. `by`: who asked for it; absent when the policy did. */
export const keepPlan = async (plan: Plan, cause: Cause, ports: KeepPorts, by?: Asker): Promise<void> => {
  if (await ports.journal.putPlan(plan)) {
    const at = plan.observedAt;
    const asked = by === undefined ? {} : { by };
    await ports.journal.append({ kind: 'plan', at, ref: plan.ref, plan, cause, ...asked });
  }
  ports.telemetry.note({ kind: 'planned', plan });
};

/**
 * What an evaluation makes wait for a person, by finding: the plan that waits already where it does the same, with what people
 * have said of it, else a new one, which is in the journal before any finding names it. Null when the evaluation cannot tell.
 */
export const keepWaiting = async (
  evaluation: Evaluation,
  context: Omit<PlanContext, 'by'>,
  records: readonly FindingRecord[],
  cause: Cause,
  ports: KeepPorts,
): Promise<ReadonlyMap<string, Waiting> | null> => {
  if (evaluation.verdicts.some(({ verdict }) => verdict === 'error')) return null;
  const before = new Map(
    records.filter(({ status }) => status === 'open').map((record) => [record.finding.id, record.waiting]),
  );
  const waiting = new Map<string, Waiting>();
  for (const plan of planForApproval(evaluation, context)) {
    const findings = plan.actions.flatMap((action) => action.findings);
    const fresh = waitingOf(plan);
    const known = findings.map((id) => before.get(id));
    const [first] = known;
    const isSame =
      first !== undefined && known.every((one) => one?.plan === first.plan && one.content === fresh.content);
    if (!isSame) await keepPlan(plan, cause, ports);
    for (const id of findings) waiting.set(id, isSame ? first : fresh);
  }
  return waiting;
};

/** How a plan waits for a person before anybody has said anything. */
export const waitingOf = (plan: Plan, why: Waiting['why'] = 'approval'): Waiting => ({
  plan: plan.id,
  why,
  approval: plan.approval ?? 'manual',
  state: 'waiting',
  approvedBy: [],
  refusedBy: null,
  content: planContent(plan),
  actions: [...new Set(plan.actions.map(({ action }) => action))],
});

/** Hands on what was approved and is still not done: whoever was to do it may have died, or writing was paused. */
export const sendApproved = async (
  ref: SubjectRef,
  records: readonly FindingRecord[],
  cause: Cause,
  { queues }: Pick<GuardPorts, 'queues'>,
): Promise<void> => {
  const plans = records.flatMap(({ waiting }) => (waiting?.state === 'approved' ? [waiting.plan] : []));
  for (const planId of new Set(plans)) await queues.sendPlan({ kind: 'plan', ref, planId, cause });
};

/** The evaluation without the findings whose plan a person has refused: they stay as they are until they close. */
export const exceptRefused = (evaluation: Evaluation, records: readonly FindingRecord[]): Evaluation => {
  const refused = new Set(
    records.filter(({ waiting }) => waiting?.state === 'refused').map(({ finding }) => finding.id),
  );
  return { ...evaluation, findings: evaluation.findings.filter(({ id }) => !refused.has(id)) };
};
