import type { JournalEntry } from '../model/journal.ts';
import type { Aspects } from '../model/plan.ts';
import type { SubjectRef } from '../model/subject.ts';
import { invertAction } from '../remediation/invert.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { compareEffect, NOT_SENT, recordOutcome, type Written } from './write-action.ts';

type Outcome = Extract<JournalEntry, { kind: 'outcome' }>;
type Intent = Extract<JournalEntry, { kind: 'intent' }>;

/** What is taken back: of which plan and rule, since when (ISO 8601), and the subject as it is now. */
interface TakenBack {
  readonly ref: SubjectRef;
  readonly planId: string;
  readonly rule: string;
  readonly since: string;
  readonly current: Aspects;
}

/**
 * What an earlier, interrupted rollback left, where its effect is so now: its outcome, or its intent, which then gets its outcome.
 * Null when there was none.
 */
export const finishRollback = async (
  { ref, planId, rule, since, current }: TakenBack,
  ports: RemediationPorts,
): Promise<Written | null> => {
  const last = (await ports.journal.entries(ref, since)).findLast(
    (entry): entry is Outcome | Intent =>
      (entry.kind === 'intent' || (entry.kind === 'outcome' && entry.intent !== null)) &&
      entry.planId === planId &&
      entry.action.action === 'rollback' &&
      entry.action.rule === rule,
  );
  if (last === undefined) return null;
  if (last.kind === 'outcome') {
    const { action, outcome } = last;
    if (outcome.kind !== 'done') return null;
    if (compareEffect(action, outcome.before, NOT_SENT, current).kind !== 'done') return null;
    // What else was so when it was taken back may be so no more.
    const now = { ...outcome, after: current };
    return { action, outcome: now, undo: invertAction(action, outcome) === null ? null : last.id };
  }
  const outcome = compareEffect(last.action, last.before, NOT_SENT, current);
  if (outcome.kind !== 'done') return null;
  return recordOutcome(ref, { planId, by: last.by ?? null }, last.action, last.id, outcome, ports);
};
