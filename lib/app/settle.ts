import type { SubjectRef } from '../model/subject.ts';
import type { Cause, FindingRecord, Waiting } from '../model/journal.ts';
import type { Aspects, Write } from '../model/plan.ts';
import { findingHolds } from '../remediation/finding-holds.ts';
import { recordChanges, tellOf } from './record-findings.ts';
import { withHash, withWaiting, type RecordChange } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Written } from './write-action.ts';

/**
 * Brings the findings behind an action to what came of it, and asks for the notices. Can be repeated. `waiting`: the plan that
 * those which are still open wait with from now on, null for none; absent leaves it as it is.
 */
export const settle = async (
  ref: SubjectRef,
  findings: readonly string[],
  written: Pick<Written, 'action' | 'outcome' | 'undo'>,
  cause: Cause,
  ports: Pick<RemediationPorts, 'journal' | 'queues' | 'clock'>,
  waiting?: Waiting | null,
): Promise<void> => {
  const at = ports.clock.now().toISOString();
  const decide = (records: readonly FindingRecord[]): readonly RecordChange[] =>
    records
      .filter((record) => findings.includes(record.finding.id))
      .flatMap((record) => changeOf(record, written, at, waiting));
  const current = await recordChanges(ref, cause, decide, await ports.journal.findings(ref), ports);
  await tellOf(ref, current, ports);
};

const changeOf = (
  record: FindingRecord,
  { action: { writes }, outcome, undo }: Pick<Written, 'action' | 'outcome' | 'undo'>,
  at: string,
  waiting: Waiting | null | undefined,
): readonly RecordChange[] => {
  // Waived or pending meanwhile: then what was planned for it is no longer its story. Closed is: the event of our own
  // write may be judged before that write is settled.
  const isOurs = outcome.kind === 'done' && record.status === 'closed';
  if (record.status !== 'open' && !isOurs) return [];
  const change = (
    after: Partial<FindingRecord>,
    waits: Waiting | null | undefined,
  ): readonly RecordChange[] => {
    const kept = waits === undefined ? record : withWaiting(record, waits);
    const next = withHash({ ...kept, ...after, updatedAt: at });
    const statusChanged = next.status !== record.status;
    if (!statusChanged && next.contentHash === record.contentHash) return [];
    return [{ record: next, expected: record.updatedAt, statusChanged }];
  };
  switch (outcome.kind) {
    case 'done':
      if (isSo(record, outcome.after, writes)) return [];
      // Gone before we wrote: somebody else took it back.
      return isSo(record, outcome.before, writes)
        ? change({ status: 'fixed', outcome, undo }, null)
        : change({ status: 'closed' }, null);
    case 'unneeded':
      return isSo(record, outcome.after, writes) ? change({}, waiting) : change({ status: 'closed' }, null);
    case 'refused':
    case 'unverified':
      return change({ outcome }, waiting);
  }
};

/** Whether what a finding tells of is so by these aspects, and by the writes that answer it; what they do not tell of is as it was. */
export const isSo = (record: FindingRecord, aspects: Aspects, writes: readonly Write[]): boolean =>
  findingHolds(record.finding.detail, aspects, writes) ?? true;
