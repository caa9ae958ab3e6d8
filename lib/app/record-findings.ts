import { Fault } from '../model/fault.ts';
import type { Grant } from '../model/grant.ts';
import { subjectKey, type SubjectRef } from '../model/subject.ts';
import type { Cause, FindingRecord } from '../model/journal.ts';
import type { Journal } from '../ports/journal.ts';
import type { Queues } from '../ports/queues.ts';
import type { RecordChange } from './reconcile.ts';

/** How often a decision is made anew because another worker was faster. */
export const ROUNDS = 4;

/**
 * Writes the finding changes that `decide` calls for, each on the condition that the record is still the one decided on; when
 * somebody was faster, decides again on what is there now. Answers the findings as they stand afterwards.
 */
export const recordChanges = async (
  ref: SubjectRef,
  cause: Cause,
  decide: (records: readonly FindingRecord[]) => readonly RecordChange[],
  records: readonly FindingRecord[],
  ports: { readonly journal: Journal },
): Promise<readonly FindingRecord[]> => {
  let latest = records;
  for (let round = 0; round < ROUNDS; round += 1) {
    const current = await writeChanges(ref, cause, decide(latest), latest, ports);
    if (current !== null) return current;
    latest = await ports.journal.findings(ref);
  }
  throw contended(ref);
};

/** The fault of losing every round. */
export const contended = (ref: SubjectRef): Fault =>
  new Fault('putFinding', 'Contended', `${subjectKey(ref)} is being written by others`, { retryable: true });

/** Writes these changes of `records`, and answers the findings as they stand then; null when another worker was faster with any. */
export const writeChanges = async (
  ref: SubjectRef,
  cause: Cause,
  changes: readonly RecordChange[],
  records: readonly FindingRecord[],
  ports: { readonly journal: Journal },
): Promise<readonly FindingRecord[] | null> => {
  let lost = false;
  for (const change of changes) {
    // Journal first: a crash in between repeats the entry, the other order would lose it.
    if (change.statusChanged) await appendFinding(ref, cause, change.record, ports.journal);
    if (!(await ports.journal.putFinding(change.record, change.expected))) lost = true;
  }
  return lost ? null : merge(records, changes);
};

const appendFinding = async (
  ref: SubjectRef,
  cause: Cause,
  record: FindingRecord,
  journal: Journal,
): Promise<void> => {
  const { finding, status, updatedAt } = record;
  await journal.append({ kind: 'finding', at: updatedAt, ref, status, finding, cause });
};

const merge = (
  records: readonly FindingRecord[],
  changes: readonly RecordChange[],
): readonly FindingRecord[] => {
  const changed = new Map(changes.map((change) => [change.record.finding.id, change.record]));
  const kept = records.filter((record) => !changed.has(record.finding.id));
  return [...kept, ...changed.values()];
};

/**
 * Asks for a notice on each finding whose latest content no channel is known to have been told. Asked again after a
 * repeated delivery, so that a crash between recording and telling loses nothing; the channels are told once.
 */
export const tellOf = async (
  ref: SubjectRef,
  records: readonly FindingRecord[],
  ports: { readonly queues: Queues },
): Promise<void> => {
  for (const record of records) {
    if (!isTelling(record)) continue;
    await ports.queues.sendNotice({ kind: 'finding', ref, finding: record.finding.id });
  }
};

const isTelling = (record: FindingRecord): boolean => {
  if (isInGrace(record)) return false;
  const told = Object.values(record.told);
  if (told.length > 0) return told.some((channel) => channel.contentHash !== record.contentHash);
  return isWorthTelling(record);
};

/** Inside its grace nobody is told of a finding, not even those who were told of it when it failed before. */
export const isInGrace = (record: FindingRecord): boolean => record.status === 'pending';

/** Whether a finding that nobody was told of yet is news: it is open, or we put it right, under a mode that alerts. */
export const isWorthTelling = (record: FindingRecord): boolean => {
  if (record.finding.mode === 'off' || record.finding.mode === 'audit') return false;
  return record.status === 'open' || record.status === 'fixed';
};

/** What people have waived, by finding id. */
export const grantsOf = (records: readonly FindingRecord[]): ReadonlyMap<string, Grant> =>
  new Map(
    records.flatMap(({ finding, granted }) =>
      granted === undefined ? [] : [[finding.id, granted] as const],
    ),
  );

/** When each failure that is still there was first recorded, by finding id: where its grace counts from. */
export const firstSeenOf = (records: readonly FindingRecord[]): ReadonlyMap<string, string> =>
  new Map(
    records
      .filter((record) => record.status !== 'fixed' && record.status !== 'closed')
      .map((record) => [record.finding.id, record.firstSeen]),
  );
