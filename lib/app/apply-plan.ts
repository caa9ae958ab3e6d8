import { Fault } from '../model/fault.ts';
import { subjectKey } from '../model/subject.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { PlanMessage } from '../ports/queues.ts';
import { type Standing, standingOf } from '../remediation/approval.ts';
import { fightSince } from '../remediation/fight.ts';
import { withLimitsOf } from '../remediation/narrow.ts';
import { type Refusal, takeFromLimits } from './admit.ts';
import { applyAction } from './apply-action.ts';
import { SKEW_MS } from './lagging.ts';
import { withLease } from './lease.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Run } from './run.ts';
import type { Written } from './write-action.ts';

/** What came of a plan: where it stood (null when it could not be told), how each action ended that was come to, and what kept others from it. */
export interface Applied {
  readonly standing: Standing | null;
  readonly written: readonly Written[];
  readonly faults: readonly Fault[];
}

/** Applies a plan. Rejects with `Fault` for the queue to deliver again. */
export const applyPlan = async (message: PlanMessage, ports: RemediationPorts): Promise<void> => {
  const { faults } = await runPlan(message, ports);
  const [first, ...others] = faults;
  if (first === undefined) return;
  throw others.length === 0 ? first : new AggregateError(faults, message.planId);
};

/**
 * Applies a plan, hop 8, while nobody else writes to its subject. Nothing of it is done before it is approved, if it has to be.
 * Each action is looked at anew before it is done: what is no longer called for, by the state and the policy of this
 * moment, is not done. One action's fault keeps no other from being done. A repeated delivery does no write twice.
 */
export const runPlan = async (message: PlanMessage, ports: RemediationPorts): Promise<Applied> => {
  const { ref, planId } = message;
  const standings: Standing[] = [];
  const written: Written[] = [];
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
  const run = async (plan: Plan): Promise<void> =>
    withLease(ref, ports, async (lease) => {
      // Read under the lease: nobody else writes what matters here until it is given back.
      const entries = await ports.journal.entries(ref, sinceOf(plan, ports));
      const standing = standingOf(plan, entries);
      standings.push(standing);
      if (standing.kind !== 'due') return;
      const under = { ...message, plan, entries, lease, by: standing.by, admit: admission(plan, ports) };
      for (const action of plan.actions) {
        await keep(async () => {
          written.push(await applyAction(under, action, ports));
        });
      }
    });
  await keep(async () => {
    const plan = await ports.journal.plan(ref, planId);
    if (plan !== null) return run(plan);
    throw new Fault('plan', 'NotFound', `no plan ${planId} in the journal`, { retryable: true });
  });
  return { standing: standings[0] ?? null, written, faults };
};

/** From when on the journal tells what was done of a plan, said of it, and whether it is part of a fight. */
const sinceOf = (plan: Plan, ports: Pick<RemediationPorts, 'clock'>): string => {
  const made = new Date(Date.parse(plan.observedAt) - SKEW_MS).toISOString();
  const fight = fightSince(ports.clock.now().toISOString());
  return made < fight ? made : fight;
};

/**
 * Takes the plan from its limits when it is first asked; all actions get the same answer, except one to whose rule the policy has
 * given other limits since.
 */
const admission = (plan: Plan, ports: RemediationPorts): Run['admit'] => {
  const answers = new Map<string, Promise<Refusal | null>>();
  return (needed) => {
    const isIt = ({ rule, action }: Action): boolean => rule === needed.rule && action === needed.action;
    const actions = plan.actions.map((planned) => (isIt(planned) ? withLimitsOf(planned, needed) : planned));
    const asked = { ...plan, actions };
    const key = JSON.stringify(actions);
    const answer =
      answers.get(key) ?? ports.policies.policy().then(({ limits }) => takeFromLimits(asked, limits, ports));
    answers.set(key, answer);
    return answer;
  };
};
