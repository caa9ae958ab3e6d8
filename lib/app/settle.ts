import type { FindingRecord, Waiting } from '../model/journal.ts';
import type { Aspects, Write } from '../model/plan.ts';
import { findingHolds } from '../remediation/finding-holds.ts';
import { recordChanges, tellOf } from './record-findings.ts';
import { withHash, withWaiting, type RecordChange } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import type { Run } from './run.ts';
import type { Written } from './write-action.ts';

/** What came of an action. `failing`: the findings that a look at what is so now still has, by the policy in force. */
interface Settled extends Pick<Written, 'action' | 'outcome' | 'undo'> {
  readonly failing?: readonly string[];
}

/**
 * Brings the findings behind an action to what came of it, and asks for the notices. Can be repeated. `waiting`: the plan that
 * those which are still open wait with from now on, null for this one no more; absent leaves it as it is.
 */
export const settle = async (
  { plan: { id, ref }, cause }: Pick<Run, 'plan' | 'cause'>,
  findings: readonly string[],
  written: Settled,
  ports: Pick<RemediationPorts, 'journal' | 'queues' | 'clock'>,
  waiting?: Waiting | null,
): Promise<void> => {
  const at = ports.clock.now().toISOString();
  const decide = (records: readonly FindingRecord[]): readonly RecordChange[] =>
    records
      .filter((record) => findings.includes(record.finding.id))
      .flatMap((record) => changeOf(record, id, written, at, waiting));
  const current = await recordChanges(ref, cause, decide, await ports.journal.findings(ref), ports);
  await tellOf(ref, current, ports);
};

const changeOf = (
  record: FindingRecord,
  planId: string,
  { action: { writes }, outcome, undo, failing = [] }: Settled,
  at: string,
  waiting: Waiting | null | undefined,
): readonly RecordChange[] => {
  // Waived meanwhile: then what was planned for it is no longer its story. Closed is: the event of our own write may be
  // judged before that write is settled. So is what a person put right inside its grace.
  const isOurs = outcome.kind === 'done' && (record.status === 'closed' || record.status === 'pending');
  if (record.status !== 'open' && !isOurs) return [];
  // What waits with another plan is not for this one to settle, whatever people said of that.
  const isOthers = record.waiting !== undefined && record.waiting.plan !== planId;
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
  // What a finding told of may be so no more, and the policy ask for something else by now.
  const isLeft = (after: Aspects): boolean =>
    failing.includes(record.finding.id) || isSo(record, after, writes);
  switch (outcome.kind) {
    case 'done':
      // It was not among what could be done: with what was done of its plan, it waits for nothing more.
      if (isLeft(outcome.after)) {
        return record.waiting?.state === 'approved' && !isOthers ? change({}, null) : [];
      }
      // Gone before we wrote: somebody else took it back.
      return isSo(record, outcome.before, writes)
        ? change({ status: 'fixed', outcome, undo }, null)
        : change({ status: 'closed' }, null);
    case 'unneeded':
      return isLeft(outcome.after)
        ? change({}, waiting === null && isOthers ? undefined : waiting)
        : change({ status: 'closed' }, null);
    case 'under-way':
      return change({ outcome, undo: undo ?? record.undo }, waiting === undefined ? keptOf(record) : waiting);
    case 'refused':
    case 'unverified':
      return change({ outcome }, waiting);
  }
};

/** What people said of it stands for all of its steps; a limit or a fight that was in its way is so no longer. */
const keptOf = ({ waiting }: FindingRecord): Waiting | null =>
  waiting?.why === 'approval' || waiting?.why === 'request' ? waiting : null;

/** Whether what a finding tells of is so by these aspects, and by the writes that answer it; what they do not tell of is as it was. */
export const isSo = (record: FindingRecord, aspects: Aspects, writes: readonly Write[]): boolean =>
  findingHolds(record.finding.detail, aspects, writes) ?? true;
