import { Fault } from '../model/fault.ts';
import type { ImageRef } from '../model/image.ts';
import type { FindingRecord, Outcome } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';
import { commonPrincipals, exceptPrincipals } from '../model/principal.ts';
import { invertAction } from '../remediation/invert.ts';
import { recordChanges, tellOf } from './record-findings.ts';
import { withHash, type RecordChange } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { recordOutcome, writeAction } from './write-action.ts';

/** What a rollback did: the inverse action as it was needed, and its outcome. */
export interface RolledBack {
  readonly action: Action;
  readonly outcome: Outcome;
}

/**
 * Takes back the write that a journal entry (an outcome) tells of: grants exactly what it removed, as far as that is still
 * missing. The same steps as any write: looked at before, journaled, read back. Rejects with `Fault` (not retryable)
 * when the entry is none that can be undone.
 */
export const rollBack = async (
  ref: ImageRef,
  entryId: string,
  ports: RemediationPorts,
): Promise<RolledBack> => {
  const entry = await ports.journal.entry(ref, entryId);
  if (entry?.kind !== 'outcome') {
    throw notUndoable(entryId, `the journal of ${ref.image} has no outcome of this id`);
  }
  const inverse = invertAction(entry.action, entry.outcome);
  if (inverse === null) throw notUndoable(entryId, 'nothing was changed by it');
  const observation = await ports.reader.observe(ref, ['launchPermission']);
  if (observation.kind === 'gone') throw notUndoable(entryId, 'the image is gone');
  const { launchPermission } = observation.state;
  if (launchPermission.kind !== 'known') {
    throw new Fault('DescribeImageAttribute', 'Unreadable', 'the launch permission could not be read', {
      retryable: true,
    });
  }
  const before = launchPermission.value;
  const action = {
    ...inverse,
    add: exceptPrincipals(inverse.add, before),
    remove: commonPrincipals(inverse.remove, before),
  };
  if (action.add.length === 0 && action.remove.length === 0) {
    return recordOutcome(ref, entry.planId, action, null, { kind: 'unneeded', after: before }, ports);
  }
  const written = await writeAction(ref, entry.planId, action, before, ports);
  await reopen(ref, entry.action.findings, written.outcome, ports);
  return written;
};

/** What was put right is open again, and whoever was told so is told of this too. */
const reopen = async (
  ref: ImageRef,
  findings: readonly string[],
  outcome: Outcome,
  ports: RemediationPorts,
): Promise<void> => {
  if (outcome.kind !== 'done') return;
  const at = ports.clock.now().toISOString();
  const decide = (records: readonly FindingRecord[]): readonly RecordChange[] =>
    records
      .filter((record) => findings.includes(record.finding.id) && record.status === 'fixed')
      .map((record) => ({
        record: withHash({ ...record, status: 'open', outcome, undo: null, updatedAt: at }),
        expected: record.updatedAt,
        statusChanged: true,
      }));
  const cause = { event: 'Rollback', eventId: '', at, actor: null, refused: null };
  const current = await recordChanges(ref, cause, decide, await ports.journal.findings(ref), ports);
  await tellOf(ref, current, ports);
};

const notUndoable = (entryId: string, why: string): Fault =>
  new Fault('rollback', 'NotUndoable', `${entryId} cannot be undone: ${why}`, { retryable: false });
