import type { SubjectRef } from '../model/subject.ts';
import type { Cause, FindingRecord } from '../model/journal.ts';
import type { Aspects } from '../model/plan.ts';
import { findingHolds } from '../remediation/finding-holds.ts';
import { recordChanges, tellOf } from './record-findings.ts';
import { withHash, type RecordChange } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Written } from './write-action.ts';

/** Brings the findings behind an action to what came of it, and asks for the notices. Can be repeated. */
export const settle = async (
  ref: SubjectRef,
  findings: readonly string[],
  written: Written,
  cause: Cause,
  ports: RemediationPorts,
): Promise<void> => {
  const at = ports.clock.now().toISOString();
  const decide = (records: readonly FindingRecord[]): readonly RecordChange[] =>
    records
      .filter((record) => findings.includes(record.finding.id))
      .flatMap((record) => changeOf(record, written, at));
  const current = await recordChanges(ref, cause, decide, await ports.journal.findings(ref), ports);
  await tellOf(ref, current, ports);
};

const changeOf = (record: FindingRecord, written: Written, at: string): readonly RecordChange[] => {
  const { outcome, undo } = written;
  // Waived or pending meanwhile: then what was planned for it is no longer its story. Closed is: the event of our own
  // write may be judged before that write is settled.
  const isOurs = outcome.kind === 'done' && record.status === 'closed';
  if (record.status !== 'open' && !isOurs) return [];
  const change = (after: Partial<FindingRecord>): readonly RecordChange[] => {
    const next = withHash({ ...record, ...after, updatedAt: at });
    const statusChanged = next.status !== record.status;
    if (!statusChanged && next.contentHash === record.contentHash) return [];
    return [{ record: next, expected: record.updatedAt, statusChanged }];
  };
  switch (outcome.kind) {
    case 'done':
      if (isSo(record, outcome.after)) return [];
      // Gone before we wrote: somebody else took it back.
      return isSo(record, outcome.before)
        ? change({ status: 'fixed', outcome, undo })
        : change({ status: 'closed' });
    case 'unneeded':
      return isSo(record, outcome.after) ? [] : change({ status: 'closed' });
    case 'refused':
    case 'unverified':
      return change({ outcome });
  }
};

/** Whether what a finding tells of is so by these aspects; what they do not tell of is as it was. */
export const isSo = (record: FindingRecord, aspects: Aspects): boolean =>
  findingHolds(record.finding.detail, aspects) ?? true;
