import { Fault } from '../model/fault.ts';
import type { Outcome } from '../model/journal.ts';
import type { Action, Aspects, Write } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { Lease } from '../ports/journal.ts';
import { invertAction } from '../remediation/invert.ts';
import { leftOf, readsOf, unfinished } from '../remediation/writes.ts';
import { holdLease } from './lease.ts';
import { knownAspects } from './look.ts';
import { read } from './observe-subject.ts';
import { placeOf } from './own-change.ts';
import { keepPace } from './pace.ts';
import { pausedReason } from './paused.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/**
 * What came of an action: what was asked for, the outcome, and the journal entry to name for an undo (null: nothing to undo).
 * `paused`: writing was paused before all of it was sent.
 */
export interface Written {
  readonly action: Action;
  readonly outcome: Outcome;
  readonly undo: string | null;
  readonly paused?: true;
}

/** For which plan an action is done, and on whose word: null for the policy's. `note`: what people are to know of it once it is done. */
export interface Journaled {
  readonly planId: string;
  readonly by: Asker | null;
  readonly note?: string;
}

/** How long to wait before each further reading back: for some seconds after a write EC2 may answer with the past. */
const PAUSES_MS = [250, 500, 1000, 2000] as const;

/**
 * The writes themselves, the same for a remediation and its rollback: intent with the before-state, each write in turn, read
 * back, outcome with the after-state. Rejects with the `Fault` of a write that may work later, or of a lost lease; a write
 * that AWS refuses for good is an outcome.
 */
export const writeAction = async (
  lease: Lease,
  journaled: Journaled,
  action: Action,
  before: Aspects,
  ports: RemediationPorts,
): Promise<Written> => {
  const { ref } = lease;
  const intent = await ports.journal.append({
    kind: 'intent',
    at: now(ports),
    ref,
    planId: journaled.planId,
    action,
    before,
    ...byOf(journaled),
    lease: lease.number,
  });
  const sent = await sendAll(lease, action, before, ports);
  const outcome: Outcome =
    sent.kind === 'refused' && sent.done === 0
      ? { kind: 'refused', reason: sent.reason }
      : await readBack(ref, action, before, sent, ports);
  const written = await recordOutcome(ref, journaled, action, intent, outcome, ports);
  return sent.kind === 'refused' && sent.paused ? { ...written, paused: true } : written;
};

const byOf = ({ by }: Journaled): { readonly by?: Asker } => (by === null ? {} : { by });

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

/** `done`: how many of the writes were sent. `paused`: it was not AWS that refused. */
type Sent =
  | { readonly kind: 'sent'; readonly requestId: string | null }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly done: number;
      readonly paused: boolean;
    };

/** Sends what is not so yet, in order; the first that AWS refuses for good ends it, and so does the switch that pauses. */
const sendAll = async (
  lease: Lease,
  action: Action,
  before: Aspects,
  ports: RemediationPorts,
): Promise<Sent> => {
  let last: string | null = null;
  let done = 0;
  for (const write of unfinished(action.writes, before)) {
    const paused = await pausedReason(ports);
    if (paused !== null) return { kind: 'refused', reason: paused, done, paused: true };
    await keepPace(lease.ref, write, ports);
    // The last thing before the write: whoever lost the lease meanwhile must not send it.
    await holdLease(lease, ports);
    try {
      const { requestId } = await ports.writer.send(lease.ref, write);
      if (requestId !== null) await noteOwn(lease.ref, write, requestId, ports);
      last = requestId;
      done += 1;
    } catch (fault) {
      if (!(fault instanceof Fault) || fault.retryable) throw fault;
      return { kind: 'refused', reason: fault.message, done, paused: false };
    }
  }
  return { kind: 'sent', requestId: last };
};

/** So that the event of it is known as ours: of a snapshot also to the other images that it backs. */
const noteOwn = async (
  ref: SubjectRef,
  write: Write,
  requestId: string,
  { journal }: Pick<RemediationPorts, 'journal'>,
): Promise<void> => {
  await journal.noteOwnRequest(ref, requestId);
  if (write.kind === 'snapshot-permission') await journal.noteOwnRequest(placeOf(ref), requestId);
  if (write.kind === 'copy-permission' || write.kind === 'copy-removal') {
    await journal.noteOwnRequest({ ...placeOf(ref), image: write.copy }, requestId);
  }
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
export const compareEffect = (action: Action, before: Aspects, sent: Sent, after: Aspects): Outcome => {
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
  journaled: Journaled,
  action: Action,
  intent: string | null,
  ended: Outcome,
  ports: RemediationPorts,
): Promise<Written> => {
  const { note } = journaled;
  const outcome: Outcome = ended.kind === 'done' && note !== undefined ? { ...ended, note } : ended;
  const entry = await ports.journal.append({
    kind: 'outcome',
    at: now(ports),
    ref,
    planId: journaled.planId,
    action,
    intent,
    outcome,
    ...byOf(journaled),
  });
  ports.telemetry.note({ kind: 'applied', ref, action, outcome });
  const isUndoable = outcome.kind === 'done' && invertAction(action, outcome) !== null;
  return { action, outcome, undo: isUndoable ? entry : null };
};
