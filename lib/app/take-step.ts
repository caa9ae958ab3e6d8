import { sha256Hex } from '../model/hash.ts';
import type { Action, Plan, Write } from '../model/plan.ts';
import type { ImageRef } from '../model/subject.ts';
import { readsOf } from '../remediation/writes.ts';
import { stopFight } from './admit.ts';
import { concludeStep, type TurnDown, type WriteStep } from './conclude-step.ts';
import { keepTurn, snapshotsOf, turnText } from './keep-turn.ts';
import { takeTurn } from './copy-turns.ts';
import { findStep, type Found } from './find-step.ts';
import { knownAspects } from './look.ts';
import { lookIn, lookOnce } from './look-later.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Run, Seen } from './run.ts';
import { standUnderWay } from './stand-under-way.ts';
import type { StepHistory } from './step-history.ts';
import { tellOfFight } from './tell-fight.ts';
import { keepPlan, waitingOf } from './waiting-plans.ts';
import { writeAction, type Written } from './write-action.ts';

const HOUR_S = 3_600;

/**
 * Takes the next step of an action between whose steps time passes. Each is a plan of its own: looked for anew, held to pause,
 * fight and limits, journaled, written, read back. What keeps the rest going is a timer, beside the events that may come sooner.
 */
export const takeStep = async (
  run: Run,
  ref: ImageRef,
  action: Action,
  seen: Seen,
  history: StepHistory,
  turnDown: TurnDown,
  ports: RemediationPorts,
): Promise<Written> => {
  if (history.takenBack !== null) {
    const { by, at } = history.takenBack;
    const who = by?.name ?? 'somebody';
    return turnDown(
      `${who} took the last step back at ${at}: nothing goes on before a person asks for it`,
      undefined,
    );
  }
  const found = await findStep(ref, action, seen, history, ports);
  const { step } = found;
  await keepTurn(ref, step, found, ports);
  if (step.kind === 'write') return writeStep(run, ref, action, step, found, turnDown, ports, seen);
  if (step.again !== null) await lookIn(ref, step.again, ports);
  if (step.kind === 'wait') return standUnderWay(run, action, step.reason, null, ports);
  return turnDown(step.reason, undefined);
};

const writeStep = async (
  run: Run,
  ref: ImageRef,
  action: Action,
  step: WriteStep,
  found: Found,
  turnDown: TurnDown,
  ports: RemediationPorts,
  seen: Seen,
): Promise<Written> => {
  const { plan, by, cause, lease } = run;
  const taken: Action = {
    ...action,
    ...(step.name === 'prepare' && { action: 'prepare' }),
    writes: step.writes,
  };
  if (by === null) {
    const refusal = stopFight(taken, run.entries, ports) ?? (await run.admit(action));
    if (refusal !== null) {
      if (refusal.fight !== undefined) await tellOfFight(refusal.fight, seen.evaluation, ports);
      if (refusal.again !== null) await lookOnce(ref, refusal.again, ports);
      // Between two steps nobody else's event may ever come.
      else await lookIn(ref, HOUR_S, ports);
      return turnDown(refusal.reason, waitingOf(plan, refusal.why));
    }
  }
  if (step.name === 'copy') {
    const turn = await takeTurn(ref, snapshotsOf(found), ports);
    if (turn.kind !== 'go') {
      await lookOnce(ref, turn.again, ports);
      return standUnderWay(run, action, turnText(turn), null, ports);
    }
  }
  const own = planOf(plan, taken);
  await keepPlan(own, cause, ports, by ?? undefined);
  const before = knownAspects(found.state, readsOf(step.writes));
  const note = step.last && step.note !== null ? { note: step.note } : {};
  const written = await writeAction(lease, { planId: own.id, by, ...note }, taken, before, ports);
  return concludeStep(run, ref, action, step, written, turnDown, ports);
};

/** The step as a plan of its own: the same step of the same plan is the same. */
const planOf = ({ approval: _, ...plan }: Plan, taken: Action): Plan => {
  const writes = taken.writes.filter(({ kind }: Write) => kind !== 'tags');
  const id = sha256Hex(JSON.stringify([plan.id, taken.action, taken.rule, writes])).slice(0, 16);
  return { ...plan, id, actions: [taken] };
};
