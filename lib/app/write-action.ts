import { Fault } from '../model/fault.ts';
import type { ImageRef, Observation } from '../model/image.ts';
import type { Outcome } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';
import { commonPrincipals, exceptPrincipals, type Principal } from '../model/principal.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** What came of one write: what was asked for, the outcome, and the journal entry to name for an undo (null: nothing to undo). */
export interface Written {
  readonly action: Action;
  readonly outcome: Outcome;
  readonly undo: string | null;
}

/** How long to wait before each further reading back: for some seconds after a write EC2 may answer with the past. */
const PAUSES_MS = [250, 500, 1000, 2000] as const;

/**
 * The write itself, the same for a remediation and its rollback: limit (unless an interrupted delivery took from it already,
 * `counted`), intent with the before-state, one ModifyImageAttribute, read back, outcome with the after-state. Rejects with the `Fault` of a write that may work later;
 * one that AWS refuses for good is an outcome.
 */
export const writeAction = async (
  ref: ImageRef,
  planId: string,
  action: Action,
  before: readonly Principal[],
  ports: RemediationPorts,
  { counted }: { readonly counted: boolean } = { counted: false },
): Promise<Written> => {
  if (!counted && !(await isWithinLimit(ref, action, ports))) {
    const reason = `the limit of ${String(action.limitPerHour)} an hour for ${action.action} is used up; nothing was changed`;
    return recordOutcome(ref, planId, action, null, { kind: 'refused', reason }, ports);
  }
  const intent = await ports.journal.append({ kind: 'intent', at: now(ports), ref, planId, action, before });
  const sent = await send(ref, action, ports);
  if (sent.kind === 'refused') return recordOutcome(ref, planId, action, intent, sent, ports);
  if (sent.requestId !== null) await ports.journal.noteOwnRequest(ref, sent.requestId);
  const outcome = await readBack(ref, action, before, sent.requestId, ports);
  return recordOutcome(ref, planId, action, intent, outcome, ports);
};

const readBack = async (
  ref: ImageRef,
  action: Action,
  before: readonly Principal[],
  requestId: string | null,
  ports: RemediationPorts,
): Promise<Outcome> => {
  const read = async (): Promise<Outcome> =>
    compare(action, before, requestId, await ports.reader.observe(ref, ['launchPermission']));
  let outcome = await read();
  for (const ms of PAUSES_MS) {
    if (outcome.kind === 'done') return outcome;
    await ports.pause(ms);
    outcome = await read();
  }
  return outcome;
};

const now = (ports: RemediationPorts): string => ports.clock.now().toISOString();

const isWithinLimit = async (ref: ImageRef, action: Action, ports: RemediationPorts): Promise<boolean> => {
  if (action.limitPerHour === null) return true;
  const key = `${action.rule}#${action.action}#${ref.account}`;
  return ports.journal.takeFromLimit(key, now(ports), 1, action.limitPerHour);
};

type Sent =
  | { readonly kind: 'sent'; readonly requestId: string | null }
  | { readonly kind: 'refused'; readonly reason: string };

const send = async (ref: ImageRef, action: Action, ports: RemediationPorts): Promise<Sent> => {
  try {
    const { requestId } = await ports.writer.modifyLaunchPermission(ref, {
      add: action.add,
      remove: action.remove,
    });
    return { kind: 'sent', requestId };
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.retryable) throw fault;
    return { kind: 'refused', reason: fault.message };
  }
};

const compare = (
  action: Action,
  before: readonly Principal[],
  requestId: string | null,
  seen: Observation,
): Outcome => {
  if (seen.kind === 'gone') {
    return { kind: 'unverified', before, after: [], reason: 'the image was gone when it was read back' };
  }
  const { launchPermission } = seen.state;
  if (launchPermission.kind !== 'known') {
    return { kind: 'unverified', before, after: [], reason: 'the launch permission could not be read back' };
  }
  return compareEffect(action, before, requestId, launchPermission.value);
};

/** What a launch permission, read after a write, says of it: `done` only if everything asked for is so. */
export const compareEffect = (
  action: Action,
  before: readonly Principal[],
  requestId: string | null,
  after: readonly Principal[],
): Outcome => {
  const left = commonPrincipals(action.remove, after).length + exceptPrincipals(action.add, after).length;
  if (left === 0) return { kind: 'done', before, after, requestId };
  const reason = `read back, ${String(left)} of the principals were as before`;
  return { kind: 'unverified', before, after, reason };
};

/** Appends the outcome of an action and notes it. `intent` is null when nothing was sent. */
export const recordOutcome = async (
  ref: ImageRef,
  planId: string,
  action: Action,
  intent: string | null,
  outcome: Outcome,
  ports: RemediationPorts,
): Promise<Written> => {
  const entry = await ports.journal.append({
    kind: 'outcome',
    at: now(ports),
    ref,
    planId,
    action,
    intent,
    outcome,
  });
  ports.telemetry.note({ kind: 'applied', ref, action, outcome });
  return { action, outcome, undo: outcome.kind === 'done' ? entry : null };
};
