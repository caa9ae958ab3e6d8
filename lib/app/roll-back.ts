import { Fault } from '../model/fault.ts';
import type { Asker } from '../model/asker.ts';
import { type AccountRegion, type ImageRef, isImage, subjectKey, type SubjectRef } from '../model/subject.ts';
import type { Lease } from '../ports/journal.ts';
import type { FindingRecord, JournalEntry } from '../model/journal.ts';
import type { Action, Aspects, Write } from '../model/plan.ts';
import { invertAction } from '../remediation/invert.ts';
import { effectOf, readsOf, unfinished } from '../remediation/writes.ts';
import { causeOf } from './asker.ts';
import { undoneBy, withDeeds } from './deeds.ts';
import { copiesInUse } from './copy-in-use.ts';
import { finishRollback } from './finish-rollback.ts';
import { withLease } from './lease.ts';
import { knownAspects } from './look.ts';
import { read } from './observe-subject.ts';
import { pausedReason } from './paused.ts';
import { contended, tellOf, writeChanges } from './record-findings.ts';
import { isClosed, withHash, type RecordChange } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { isSo } from './settle.ts';
import { recordOutcome, writeAction, type Written } from './write-action.ts';

/** What is to be taken back: the inverse action as far as it is needed, and the subject as it is. */
interface Inverse {
  readonly planId: string;
  /** When it was done; ISO 8601. */
  readonly since: string;
  readonly action: Action;
  /** What is taken back. */
  readonly done: readonly Write[];
  readonly before: Aspects;
}

/**
 * Takes back the write that a journal entry (an outcome) tells of: grants exactly what it removed, as far as that is still
 * missing. The same steps as any write: under a lease, looked at before, journaled, read back. `by`: who asks. Rejects with
 * `Fault` (not retryable) when the entry is none that can be undone.
 */
export const rollBack = async (
  ref: ImageRef | AccountRegion,
  entryId: string,
  ports: RemediationPorts,
  by: Asker | null = null,
): Promise<Written> => withLease(ref, ports, (lease) => rollBackUnder(lease, ref, entryId, by, ports));

/** What a rollback would take back now. Writes nothing; rejects as `rollBack` does. */
export const inverseOf = async (
  ref: ImageRef | AccountRegion,
  entryId: string,
  ports: Pick<RemediationPorts, 'journal' | 'reader'>,
): Promise<Inverse> => {
  const entry = await ports.journal.entry(ref, entryId);
  if (entry?.kind !== 'outcome') {
    throw notUndoable(entryId, `the journal of ${subjectKey(ref)} has no outcome of this id`);
  }
  const inverse = invertAction(entry.action, entry.outcome);
  if (inverse === null) throw notUndoable(entryId, 'nothing was changed by it');
  const facts = readsOf(inverse.writes);
  const observation = await read(ref, facts, ports.reader);
  const restores = inverse.writes.some(({ kind }) => kind === 'registration');
  if (observation.kind === 'gone' && !restores) throw notUndoable(entryId, 'the image is gone');
  const before: Aspects =
    observation.kind === 'gone' ? { state: 'gone' } : knownAspects(observation.state, facts);
  const action = { ...inverse, writes: unfinished(inverse.writes, before) };
  if (isImage(ref)) {
    const use = await copiesInUse(ref, action.writes, before, ports);
    if (use !== null) throw notUndoable(entryId, use);
  }
  const earlier = action.writes.length === 0 ? null : await rollbackOf(entry, ports);
  if (earlier !== null) throw notUndoable(entryId, `it was taken back before, as entry ${earlier} tells`);
  return { planId: entry.planId, since: entry.at, action, done: entry.action.writes, before };
};

type OutcomeEntry = Extract<JournalEntry, { kind: 'outcome' }>;

/**
 * The entry that tells that this one was taken back; null when none does. Each is taken back once: a request that is delivered late
 * must not undo what was put right since.
 */
const rollbackOf = async (
  { id, at, ref, planId, action }: OutcomeEntry,
  { journal }: Pick<RemediationPorts, 'journal'>,
): Promise<string | null> => {
  const later = await journal.entries(ref, at);
  const rollback = later.find(
    (entry) =>
      entry.kind === 'outcome' &&
      entry.id > id &&
      entry.planId === planId &&
      entry.action.action === 'rollback' &&
      entry.action.rule === action.rule &&
      entry.outcome.kind === 'done',
  );
  return rollback?.id ?? null;
};

const rollBackUnder = async (
  lease: Lease,
  ref: ImageRef | AccountRegion,
  entryId: string,
  by: Asker | null,
  ports: RemediationPorts,
): Promise<Written> => {
  const { planId, since, action, done, before } = await inverseOf(ref, entryId, ports);
  const paused = await pausedReason(ports);
  if (paused !== null)
    return { action, outcome: { kind: 'refused', reason: paused }, undo: null, paused: true };
  const findings = await ports.journal.findings(ref);
  const concerned = findings.filter(({ finding }) => action.findings.includes(finding.id));
  // Before the write: stopped after it, nobody would look at an image that is said to be fixed.
  const reopened = concerned.filter(
    (record) => isClosed(record.status) && isSo(record, effectOf(action.writes, before), done),
  );
  const deeds = undoneBy(by, ports.clock.now().toISOString());
  const reopen: Standing = { status: 'open', outcome: null, undo: null };
  if (!(await bring(ref, reopened, (record) => withDeeds({ ...record, ...reopen }, deeds), by, ports))) {
    throw contended(ref);
  }
  const journaled = { planId, by };
  const written =
    action.writes.length === 0
      ? ((await finishRollback({ ref, planId, rule: action.rule, since, current: before }, ports)) ??
        (await recordOutcome(ref, journaled, action, null, { kind: 'unneeded', after: before }, ports)))
      : await writeAction(lease, journaled, action, before, ports);
  await conclude(ref, concerned, written, done, by, ports);
  return written;
};

/** What was put right is open again, and whoever was told so is told of this too; after a refusal all is as it was. */
const conclude = async (
  ref: SubjectRef,
  concerned: readonly FindingRecord[],
  { outcome, undo }: Written,
  done: readonly Write[],
  by: Asker | null,
  ports: RemediationPorts,
): Promise<void> => {
  const before = new Map(concerned.map((record) => [record.finding.id, record]));
  const latest = (await ports.journal.findings(ref)).filter(
    (record) => before.has(record.finding.id) && record.status === 'open',
  );
  for (const record of latest) {
    const was = before.get(record.finding.id) ?? record;
    const standing = (after: Standing): Promise<boolean> =>
      bring(ref, [record], (one) => ({ ...one, ...after }), by, ports);
    if (outcome.kind === 'refused') await bring(ref, [record], (one) => restored(one, was), by, ports);
    else if (outcome.kind === 'done' && !isSo(record, outcome.after, done)) {
      await standing({ status: 'fixed', outcome, undo });
    } else if (outcome.kind !== 'unneeded') await standing({ outcome, undo: null });
  }
  await tellOf(ref, await ports.journal.findings(ref), ports);
};

type Standing = Partial<Pick<FindingRecord, 'status' | 'outcome' | 'undo'>>;

const restored = (
  { deeds: _, ...record }: FindingRecord,
  { status, outcome, undo, deeds = [] }: FindingRecord,
): FindingRecord => withDeeds({ ...record, status, outcome, undo }, deeds);

/** Brings these findings to where they stand now; answers false where another worker has moved one on. */
const bring = async (
  ref: SubjectRef,
  records: readonly FindingRecord[],
  after: (record: FindingRecord) => FindingRecord,
  by: Asker | null,
  ports: RemediationPorts,
): Promise<boolean> => {
  const at = ports.clock.now().toISOString();
  const cause =
    by === null
      ? { event: 'Rollback', eventId: '', at, actor: null, refused: null }
      : causeOf('Rollback', by, ports.clock.now());
  const changes = records.map((record): RecordChange => {
    const next = withHash({ ...after(record), updatedAt: at });
    return { record: next, expected: record.updatedAt, statusChanged: next.status !== record.status };
  });
  return (await writeChanges(ref, cause, changes, records, ports)) !== null;
};

const notUndoable = (entryId: string, why: string): Fault =>
  new Fault('rollback', 'NotUndoable', `${entryId} cannot be undone: ${why}`, { retryable: false });
