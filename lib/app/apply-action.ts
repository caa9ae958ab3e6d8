import { Fault } from '../model/fault.ts';
import { type ImageRef, isImage, type SubjectRef } from '../model/subject.ts';
import type { Cause, Outcome, Waiting } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';
import type { Hindrance } from '../remediation/actions/action-definition.ts';
import { narrowAction } from '../remediation/narrow.ts';
import { definitionOf } from '../remediation/registry.ts';
import { remediationFor } from '../remediation/remediation-for.ts';
import { readsOf, unfinished } from '../remediation/writes.ts';
import { stopFight } from './admit.ts';
import type { TurnDown } from './conclude-step.ts';
import { endTurn } from './copy-turns.ts';
import { finishIntent } from './finish-intent.ts';
import { finishStep } from './finish-step.ts';
import { lookAgain, mayLag } from './lagging.ts';
import { knownAspects, look, type Look } from './look.ts';
import { freshPlan } from './fresh-plan.ts';
import { lookLater, lookOnce } from './look-later.ts';
import { pausedReason } from './paused.ts';
import { recordChanges, tellOf } from './record-findings.ts';
import { closeAll } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { failingOf, type Run, type Seen } from './run.ts';
import { settle } from './settle.ts';
import { stepHistory } from './step-history.ts';
import { takeStep } from './take-step.ts';
import { tellOfFight } from './tell-fight.ts';
import { waitingOf } from './waiting-plans.ts';
import { recordOutcome, writeAction, type Written } from './write-action.ts';

/** Does one action of a plan, if it is still called for and nothing stands in its way, and brings its findings to what came of it. Rejects with `Fault` for what has to be tried again. */
export const applyAction = async (run: Run, action: Action, ports: RemediationPorts): Promise<Written> => {
  const { plan, cause } = run;
  const { ref } = plan;
  const seen = await look(ref, action, ports);
  if (isImage(ref) && definitionOf(action)?.nextStep !== undefined) {
    const written = await applyStep(run, ref, action, seen, ports);
    if (written !== null) return written;
  }
  if (seen.kind === 'gone') {
    // It may be us who took it away, and then died.
    const earlier = await finishIntent(plan, run.entries, action, { state: 'gone' }, ports);
    if (earlier.kind === 'finished') {
      await settle(run, action.findings, earlier.written, ports);
      return earlier.written;
    }
    await closeGone(ref, seen.at, cause, ports);
    if (mayLag(plan.observedAt, ports)) await lookAgain(ref, ports);
    return { action, outcome: { kind: 'unneeded', after: { state: 'gone' } }, undo: null };
  }
  return doAction(run, action, seen, ports);
};

/** One step of an action that takes several; null when the image is gone and no step of ours did that. */
const applyStep = async (
  run: Run,
  ref: ImageRef,
  action: Action,
  look: Look,
  ports: RemediationPorts,
): Promise<Written | null> => {
  const seen = look.kind === 'seen' ? look : null;
  const entries = await ports.journal.entries(ref);
  const history = stepHistory(entries, action);
  const finished = await finishStep(run, ref, action, seen, history, ports);
  if (finished !== null) return finished;
  const held = await heldByPause(run, action, ports);
  if (held !== null) return held;
  if (seen === null) {
    await endTurn(ref, false, ports);
    return null;
  }
  throwOnDoubt(action, seen, ports);
  const needed = narrowAction(action, freshPlan(run.plan, run.by, seen));
  if (needed === null) {
    await endTurn(ref, false, ports);
    return leave(run, action, seen, ports);
  }
  // What was finished just now counts as well.
  const latest = history.open === null ? history : stepHistory(await ports.journal.entries(ref), action);
  const turnDown: TurnDown = (reason, waiting) => refuse(run, action, reason, waiting, ports);
  const written = await takeStep(run, ref, needed, seen, latest, turnDown, ports);
  if (written.paused !== true) throwUnlessSettled(written.outcome);
  return written;
};

const doAction = async (run: Run, action: Action, seen: Seen, ports: RemediationPorts): Promise<Written> => {
  const { plan, by } = run;
  const { id: planId, ref } = plan;
  const earlier = await finishIntent(plan, run.entries, action, seen.aspects, ports);
  if (earlier.kind === 'finished') {
    await settle(run, action.findings, { ...earlier.written, failing: failingOf(seen) }, ports);
    return earlier.written;
  }
  const held = await heldByPause(run, action, ports);
  if (held !== null) return held;
  throwOnDoubt(action, seen, ports);
  const needed = earlier.kind === 'undone' ? null : narrowAction(action, freshPlan(plan, by, seen));
  if (needed === null) return leave(run, action, seen, ports);
  const hindrance = hindranceOf(needed, seen, ports);
  if (hindrance !== null) return hold(run, needed, hindrance, seen, ports);
  if (by === null) {
    const refusal = stopFight(needed, run.entries, ports) ?? (await run.admit(needed));
    if (refusal !== null) {
      if (refusal.again !== null) await lookOnce(ref, refusal.again, ports);
      if (refusal.fight !== undefined) await tellOfFight(refusal.fight, seen.evaluation, ports);
      return refuse(run, action, refusal.reason, waitingOf(plan, refusal.why), ports);
    }
  }
  const written = await writeAction(run.lease, { planId, by }, needed, seen.aspects, ports);
  if (written.paused === true) await lookLater(ref, ports);
  await settle(run, action.findings, written, ports);
  if (written.paused !== true) throwUnlessSettled(written.outcome);
  return written;
};

/**
 * Refuses it while writing is paused, and sees to it that it is looked at later. Asked only after what was written before the
 * pause has got its outcome: that is no write.
 */
const heldByPause = async (run: Run, action: Action, ports: RemediationPorts): Promise<Written | null> => {
  const paused = await pausedReason(ports);
  if (paused === null) return null;
  await lookLater(run.plan.ref, ports);
  return refuse(run, action, paused, undefined, ports);
};

/** What stands in the way of an action whoever asks for it. */
export const hindranceOf = (
  action: Action,
  { state, evaluation }: Seen,
  { clock }: Pick<RemediationPorts, 'clock'>,
): Hindrance | null => {
  const hindrance = definitionOf(action)?.hindrance ?? null;
  if (hindrance === null) return null;
  const finding = evaluation.findings.find(({ id }) => action.findings.includes(id));
  const setting = finding === undefined ? null : remediationFor(finding);
  // It was narrowed to these findings just now.
  if (setting === null) {
    throw new Fault('plan', 'NoSetting', `no setting for ${action.rule}`, { retryable: true });
  }
  return hindrance({ state, setting, creator: null, now: clock.now() });
};

/** Leaves it for now, after asking for what it takes to know more. */
const hold = async (
  run: Run,
  action: Action,
  { reason, first, again }: Hindrance,
  seen: Seen,
  ports: RemediationPorts,
): Promise<Written> => {
  const { plan, by, lease } = run;
  if (first !== null) {
    const prepare: Action = { ...action, action: 'prepare', writes: [first] };
    const before = knownAspects(seen.state, readsOf([first]));
    await writeAction(lease, { planId: plan.id, by }, prepare, before, ports);
  }
  if (again !== null) {
    await lookOnce(plan.ref, new Date(ports.clock.now().getTime() + again * 1000).toISOString(), ports);
  }
  return refuse(run, action, reason, undefined, ports);
};

/** On looking again there is nothing to do: a plan that waited for a person has gone stale, and the next look makes another. */
const leave = async (run: Run, action: Action, seen: Seen, ports: RemediationPorts): Promise<Written> => {
  const { plan, by } = run;
  const { ref } = plan;
  // The first time only: what is still handed on because of another of its actions must not ask for looks without end.
  const isStale =
    by !== null &&
    (await ports.journal.findings(ref)).some(
      ({ finding, waiting }) => waiting?.plan === plan.id && action.findings.includes(finding.id),
    );
  const outcome: Outcome = { kind: 'unneeded', after: seen.aspects };
  const written = await recordOutcome(ref, { planId: plan.id, by }, action, null, outcome, ports);
  const settled = { ...written, failing: failingOf(seen) };
  await settle(run, action.findings, settled, ports, by === null ? undefined : null);
  // All of what was planned is still to be done: nothing has been taken back, and the read does not lag.
  const isThere = unfinished(action.writes, seen.aspects).length === action.writes.length;
  if (isStale || (!isThere && mayLag(plan.observedAt, ports))) await lookAgain(ref, ports);
  return written;
};

/** Does nothing, and tells why. Looked at again and again, the same refusal is journaled once. */
const refuse = async (
  run: Run,
  action: Action,
  reason: string,
  waiting: Waiting | undefined,
  ports: RemediationPorts,
): Promise<Written> => {
  const { plan, by } = run;
  const outcome: Outcome = { kind: 'refused', reason };
  const records = await ports.journal.findings(plan.ref);
  const concerned = records.filter(({ finding }) => action.findings.includes(finding.id));
  const isKnown = concerned.every(
    (record) => record.outcome?.kind === 'refused' && record.outcome.reason === reason,
  );
  const written =
    isKnown && concerned.length > 0
      ? { action, outcome, undo: null }
      : await recordOutcome(plan.ref, { planId: plan.id, by }, action, null, outcome, ports);
  // The same plan made again waits as the first one does: nobody is told twice, and what was said of it stands.
  const isSame = concerned.every(
    (record) => record.waiting?.why === waiting?.why && record.waiting?.content === waiting?.content,
  );
  await settle(run, action.findings, written, ports, isSame ? undefined : waiting);
  return written;
};

/** An organisation older than this may lack an account that has joined since, whose share is approved. */
const ORGANIZATION_MS = 2 * 60 * 60_000;

/** What takes shares from those that the organisation does not know. */
const STRANGERS_ONLY: ReadonlySet<Action['action']> = new Set(['revoke-unlisted', 'revoke-snapshot-shares']);

/** What cannot be judged now is not unneeded: it is tried again, and in the end lies in the DLQ. */
const throwOnDoubt = (action: Action, { evaluation, organization }: Seen, ports: RemediationPorts): void => {
  const error = evaluation.verdicts.find(({ rule, verdict }) => rule === action.rule && verdict === 'error');
  if (error !== undefined) throw new Fault('evaluate', 'Error', error.reason, { retryable: true });
  const age = ports.clock.now().getTime() - Date.parse(organization.observedAt);
  if (!STRANGERS_ONLY.has(action.action) || age < ORGANIZATION_MS) return;
  const reason = `the organisation was last read at ${organization.observedAt}; nobody is taken for a stranger by it`;
  throw new Fault('organization', 'Stale', reason, { retryable: true });
};

/** After the outcome is recorded and told: what is not known to have worked goes back to the queue, in the end to its DLQ. */
const throwUnlessSettled = (outcome: Outcome): void => {
  if (outcome.kind !== 'unverified') return;
  throw new Fault('DescribeImageAttribute', 'Unverified', outcome.reason, { retryable: true });
};

const closeGone = async (
  ref: SubjectRef,
  at: string,
  cause: Cause,
  ports: RemediationPorts,
): Promise<void> => {
  ports.telemetry.note({ kind: 'gone', ref });
  const records = await ports.journal.findings(ref);
  const current = await recordChanges(ref, cause, (latest) => closeAll(latest, at, cause), records, ports);
  await tellOf(ref, current, ports);
};
