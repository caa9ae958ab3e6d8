import { Fault } from '../model/fault.ts';
import type { Asker } from '../model/asker.ts';
import { type AccountRegion, type ImageRef, subjectKey, type SubjectRef } from '../model/subject.ts';
import type { Lease } from '../ports/journal.ts';
import type { FindingRecord } from '../model/journal.ts';
import type { Action, Aspects, Write } from '../model/plan.ts';
import { invertAction } from '../remediation/invert.ts';
import { effectOf, readsOf, unfinished } from '../remediation/writes.ts';
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
  return { planId: entry.planId, action, done: entry.action.writes, before };
};

const rollBackUnder = async (
  lease: Lease,
  ref: ImageRef | AccountRegion,
  entryId: string,
  by: Asker | null,
  ports: RemediationPorts,
): Promise<Written> => {
  const { planId, action, done, before } = await inverseOf(ref, entryId, ports);
  const paused = await pausedReason(ports);
  if (paused !== null)
    return { action, outcome: { kind: 'refused', reason: paused }, undo: null, paused: true };
  const findings = await ports.journal.findings(ref);
  const concerned = findings.filter(({ finding }) => action.findings.includes(finding.id));
  // Before the write: stopped after it, nobody would look at an image that is said to be fixed.
  const reopened = concerned.filter(
    (record) => isClosed(record.status) && isSo(record, effectOf(action.writes, before), done),
  );
  if (!(await bring(ref, reopened, { status: 'open', outcome: null, undo: null }, ports))) {
    throw contended(ref);
  }
  const journaled = { planId, by };
  const written =
    action.writes.length === 0
      ? await recordOutcome(ref, journaled, action, null, { kind: 'unneeded', after: before }, ports)
      : await writeAction(lease, journaled, action, before, ports);
  await conclude(ref, concerned, written, done, ports);
  return written;
};

/** What was put right is open again, and whoever was told so is told of this too; after a refusal all is as it was. */
const conclude = async (
  ref: SubjectRef,
  concerned: readonly FindingRecord[],
  { outcome, undo }: Written,
  done: readonly Write[],
  ports: RemediationPorts,
): Promise<void> => {
  const before = new Map(concerned.map((record) => [record.finding.id, record]));
  const latest = (await ports.journal.findings(ref)).filter(
    (record) => before.has(record.finding.id) && record.status === 'open',
  );
  for (const record of latest) {
    const was = before.get(record.finding.id) ?? record;
    if (outcome.kind === 'refused') await bring(ref, [record], restored(was), ports);
    else if (outcome.kind === 'done' && !isSo(record, outcome.after, done)) {
      await bring(ref, [record], { status: 'fixed', outcome, undo }, ports);
    } else if (outcome.kind !== 'unneeded') await bring(ref, [record], { outcome, undo: null }, ports);
  }
  await tellOf(ref, await ports.journal.findings(ref), ports);
};

type Standing = Partial<Pick<FindingRecord, 'status' | 'outcome' | 'undo'>>;

const restored = ({ status, outcome, undo }: FindingRecord): Standing => ({ status, outcome, undo });

/** Brings these findings to where they stand now; answers false where another worker has moved one on. */
const bring = async (
  ref: SubjectRef,
  records: readonly FindingRecord[],
  standing: Standing,
  ports: RemediationPorts,
): Promise<boolean> => {
  const at = ports.clock.now().toISOString();
  const cause = { event: 'Rollback', eventId: '', at, actor: null, refused: null };
  const changes = records.map((record): RecordChange => {
    const next = withHash({ ...record, ...standing, updatedAt: at });
    return { record: next, expected: record.updatedAt, statusChanged: next.status !== record.status };
  });
  return (await writeChanges(ref, cause, changes, records, ports)) !== null;
};

const notUndoable = (entryId: string, why: string): Fault =>
  new Fault('rollback', 'NotUndoable', `${entryId} cannot be undone: ${why}`, { retryable: false });
