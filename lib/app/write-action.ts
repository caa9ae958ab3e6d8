import { Fault } from '../model/fault.ts';
import type { Outcome } from '../model/journal.ts';
import type { Action, Aspects } from '../model/plan.ts';
import type { SubjectRef } from '../model/subject.ts';
import { leftOf, readsOf, unfinished } from '../remediation/writes.ts';
import { knownAspects } from './look.ts';
import { read } from './observe-subject.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** What came of an action: what was asked for, the outcome, and the journal entry to name for an undo (null: nothing to undo). */
export interface Written {
  readonly action: Action;
  readonly outcome: Outcome;
  readonly undo: string | null;
}

/** How long to wait before each further reading back: for some seconds after a write EC2 may answer with the past. */
const PAUSES_MS = [250, 500, 1000, 2000] as const;

/**
 * The writes themselves, the same for a remediation and its rollback: limit (unless an interrupted delivery took from it already,
 * `counted`), intent with the before-state, each write in turn, read back, outcome with the after-state. Rejects with the
 * `Fault` of a write that may work later; one that AWS refuses for good is an outcome.
 */
export const writeAction = async (
  ref: SubjectRef,
  planId: string,
  action: Action,
  before: Aspects,
  ports: RemediationPorts,
  { counted }: { readonly counted: boolean } = { counted: false },
): Promise<Written> => {
  if (!counted && !(await isWithinLimit(ref, action, ports))) {
    const reason = `the limit of ${String(action.limitPerHour)} an hour for ${action.action} is used up; nothing was changed`;
    return recordOutcome(ref, planId, action, null, { kind: 'refused', reason }, ports);
  }
  const intent = await ports.journal.append({ kind: 'intent', at: now(ports), ref, planId, action, before });
  const sent = await sendAll(ref, action, before, ports);
  if (sent.kind === 'refused' && sent.done === 0) {
    return recordOutcome(ref, planId, action, intent, { kind: 'refused', reason: sent.reason }, ports);
  }
  const outcome = await readBack(ref, action, before, sent, ports);
  return recordOutcome(ref, planId, action, intent, outcome, ports);
};

const readBack = async (
  ref: SubjectRef,
  action: Action,
  before: Aspects,
  sent: Sent,
  ports: RemediationPorts,
): Promise<Outcome> => {
  const look = async (): Promise<Outcome> => compare(ref, action, before, sent, ports);
  let outcome = await look();
  for (const ms of PAUSES_MS) {
    if (outcome.kind === 'done') return outcome;
    await ports.pause(ms);
    outcome = await look();
  }
  return outcome;
};

const now = (ports: RemediationPorts): string => ports.clock.now().toISOString();

const isWithinLimit = async (ref: SubjectRef, action: Action, ports: RemediationPorts): Promise<boolean> => {
  if (action.limitPerHour === null) return true;
  const key = `${action.rule}#${action.action}#${ref.account}`;
  return ports.journal.takeFromLimit(key, now(ports), 1, action.limitPerHour);
};

/** `done`: how many of the writes were sent. */
type Sent =
  | { readonly kind: 'sent'; readonly requestId: string | null }
  | { readonly kind: 'refused'; readonly reason: string; readonly done: number };

/** Sends what is not so yet, in order; the first that AWS refuses for good ends it. */
const sendAll = async (
  ref: SubjectRef,
  action: Action,
  before: Aspects,
  ports: RemediationPorts,
): Promise<Sent> => {
  let last: string | null = null;
  let done = 0;
  for (const write of unfinished(action.writes, before)) {
    try {
      const { requestId } = await ports.writer.send(ref, write);
      if (requestId !== null) await ports.journal.noteOwnRequest(ref, requestId);
      last = requestId;
      done += 1;
    } catch (fault) {
      if (!(fault instanceof Fault) || fault.retryable) throw fault;
      return { kind: 'refused', reason: fault.message, done };
    }
  }
  return { kind: 'sent', requestId: last };
};

const compare = async (
  ref: SubjectRef,
  action: Action,
  before: Aspects,
  sent: Sent,
  ports: RemediationPorts,
): Promise<Outcome> => {
  const facts = readsOf(action.writes);
  const seen = await read(ref, facts, ports.reader);
  if (seen.kind === 'gone') return compareEffect(action, before, sent, { state: 'gone' });
  try {
    return compareEffect(action, before, sent, knownAspects(seen.state, facts));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { kind: 'unverified', before, after: {}, reason: `it could not be read back: ${fault.message}` };
  }
};

/** What aspects, read after an action, say of it: `done` only if everything asked for is so. */
export const compareEffect = (
  action: Action,
  before: Aspects,
  sent: Sent,
  after: Aspects,
): Outcome => {
  const left = leftOf(action.writes, after);
  if (left === 0) {
    return { kind: 'done', before, after, requestId: sent.kind === 'sent' ? sent.requestId : null };
  }
  if (sent.kind === 'refused') return { kind: 'unverified', before, after, reason: sent.reason };
  if (after.state === 'gone') {
    return { kind: 'unverified', before, after, reason: 'the image was gone when it was read back' };
  }
  const reason = `read back, ${String(left)} of what was asked for were as before`;
  return { kind: 'unverified', before, after, reason };
};

/** An action that was not sent by this delivery. */
export const NOT_SENT: Sent = { kind: 'sent', requestId: null };

/** Appends the outcome of an action and notes it. `intent` is null when nothing was sent. */
export const recordOutcome = async (
  ref: SubjectRef,
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
