import type { FindingRecord } from '../model/journal.ts';
import { isImage, isInstance } from '../model/subject.ts';
import { invokeCommand } from './invoke-command.ts';

// What the journal gives as ids. Anything else must not reach somebody's shell.
const ENTRY = /^[\x21-\x7e]{1,256}$/u;
const PLAN = /^[0-9a-f]{16}$/u;

/** The shell command that undoes what was done; null when nothing was changed, the subject is an instance, or when the entry's id or the function's name is none. */
export const undoCommand = (record: FindingRecord, remediateFunction: string): string | null => {
  if (record.undo === null || !ENTRY.test(record.undo)) return null;
  const { ref } = record.finding;
  if (isInstance(ref)) return null;
  const { account, region } = ref;
  const subject = isImage(ref) ? { account, region, image: ref.image } : { account, region };
  return invokeCommand(remediateFunction, { rollback: { ...subject, entry: record.undo } });
};

/** The shell command that approves the plan that a finding waits with; null when none waits. */
export const approveCommand = ({ waiting }: FindingRecord, remediateFunction: string): string | null =>
  waiting?.state === 'waiting' && PLAN.test(waiting.plan)
    ? invokeCommand(remediateFunction, { apply: waiting.plan })
    : null;
