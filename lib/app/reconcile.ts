import type { Evaluation, Finding } from '../model/finding.ts';
import type { Cause, FindingRecord, FindingStatus, Waiting } from '../model/journal.ts';
import { contentHash } from '../render/content-hash.ts';

/** One finding to be written: what it becomes, and the `updatedAt` of the record that this was decided on. */
export interface RecordChange {
  readonly record: FindingRecord;
  readonly expected: string | null;
  /** False when only wording, observation time or policy hash moved: no journal entry is due. */
  readonly statusChanged: boolean;
}

/**
 * Brings the recorded findings of an image to what an evaluation says: new ones open, those that failed no longer close,
 * the rest stay. Rules that were not judged, or ended in `error`, leave their findings as they are. `waiting`: by finding, the
 * plan that waits for approval; null when that could not be told, so that all wait as they did. Pure.
 */
export const reconcile = (
  records: readonly FindingRecord[],
  evaluation: Evaluation,
  cause: Cause,
  waiting: ReadonlyMap<string, Waiting> | null = null,
): readonly RecordChange[] => {
  const known = new Map(records.map((record) => [record.finding.id, record]));
  const failing = new Set(evaluation.findings.map((finding) => finding.id));
  const decided = new Map(evaluation.verdicts.map((verdict) => [verdict.rule, verdict.verdict]));
  const opened = evaluation.findings.flatMap((finding) =>
    present(finding, known.get(finding.id) ?? null, evaluation.at, cause, waiting),
  );
  const closed = records.flatMap((record) => {
    const verdict = decided.get(record.finding.rule);
    if (failing.has(record.finding.id) || isClosed(record.status)) return [];
    if (verdict === undefined) return [];
    // A rule that could not be evaluated says nothing about what it found before.
    if (verdict === 'error' && record.finding.detail.kind !== 'unreadable') return [];
    return [closeRecord(record, evaluation.at, cause)];
  });
  return [...opened, ...closed];
};

/** Everything still open of rules that the policy does not hold any more: nobody will ever judge it again. */
export const closeRemoved = (
  records: readonly FindingRecord[],
  rules: ReadonlySet<string>,
  at: string,
  cause: Cause,
): readonly RecordChange[] =>
  records
    .filter(({ status, finding }) => !isClosed(status) && !rules.has(finding.rule))
    .map((record) => closeRecord(record, at, cause));

/** Everything still open about an image that AWS says is gone. */
export const closeAll = (
  records: readonly FindingRecord[],
  at: string,
  cause: Cause,
): readonly RecordChange[] =>
  records.filter((record) => !isClosed(record.status)).map((record) => closeRecord(record, at, cause));

/** Whether it no longer fails. */
export const isClosed = (status: FindingStatus): boolean => status === 'fixed' || status === 'closed';

const statusOf = (finding: Finding): FindingStatus => {
  if (finding.waiver !== null) return 'waived';
  return finding.graceUntil === null ? 'open' : 'pending';
};

const present = (
  finding: Finding,
  before: FindingRecord | null,
  at: string,
  cause: Cause,
  waiting: ReadonlyMap<string, Waiting> | null,
): readonly RecordChange[] => {
  const status = statusOf(finding);
  const reopened = before === null || isClosed(before.status);
  // An event that changes nothing about a finding does not become its cause: who did it stays who did it.
  const origin = reopened ? { cause, firstSeen: at, outcome: null, undo: null } : before;
  const waits = status === 'open' ? waitingOf(finding, reopened ? null : before, waiting) : null;
  const record = withHash({
    ...(before === null ? {} : exemptionsOf(before, reopened, at)),
    ...(reopened || before.deeds === undefined ? {} : { deeds: before.deeds }),
    ...(waits === null ? {} : { waiting: waits }),
    // A name is read only now and then, and never changes.
    finding: { ...finding, imageName: finding.imageName ?? before?.finding.imageName ?? null },
    status,
    firstSeen: origin.firstSeen,
    updatedAt: at,
    cause: origin.cause,
    outcome: origin.outcome,
    undo: origin.undo,
    contentHash: '',
    told: before?.told ?? {},
  });
  const unchanged =
    before !== null &&
    before.status === status &&
    before.contentHash === record.contentHash &&
    before.finding.policyHash === finding.policyHash &&
    before.finding.graceUntil === finding.graceUntil;
  if (unchanged) return [];
  return [{ record, expected: before?.updatedAt ?? null, statusChanged: before?.status !== status }];
};

/** What people have granted and muted stays, also when it is over, until the finding opens anew. */
const exemptionsOf = (
  { granted, muted }: FindingRecord,
  reopened: boolean,
  at: string,
): Pick<FindingRecord, 'granted' | 'muted'> => {
  const isKept = (until: string): boolean => !reopened || Date.parse(at) < Date.parse(until);
  return {
    ...(granted !== undefined && isKept(granted.until) ? { granted } : {}),
    ...(muted !== undefined && isKept(muted.until) ? { muted } : {}),
  };
};

/** What the policy makes wait for approval; else what a limit or a fight holds up goes on waiting. */
const waitingOf = (
  { id }: Finding,
  before: FindingRecord | null,
  waiting: ReadonlyMap<string, Waiting> | null,
): Waiting | null => {
  const kept = before?.waiting ?? null;
  if (waiting === null) return kept;
  return waiting.get(id) ?? (kept?.why === 'approval' ? null : kept);
};

/** The record with this plan waiting, or none. */
export const withWaiting = (
  { waiting: _, ...record }: FindingRecord,
  waiting: Waiting | null,
): FindingRecord => (waiting === null ? record : { ...record, waiting });

const closeRecord = (record: FindingRecord, at: string, cause: Cause): RecordChange => ({
  record: withHash({ ...withWaiting(record, null), status: 'closed', updatedAt: at, cause }),
  expected: record.updatedAt,
  statusChanged: true,
});

/**
 * The record with the hash of what an alert on it would say. No news: that the image's name was read this time, and another
 * wording of the same fault (AWS's messages hold addresses and tokens that differ each time; datum and code count).
 */
export const withHash = (record: FindingRecord): FindingRecord => {
  const { finding } = record;
  const reason = finding.detail.kind === 'unreadable' ? '' : finding.reason;
  return {
    ...record,
    contentHash: contentHash({ ...record, finding: { ...finding, imageName: null, reason } }),
  };
};
