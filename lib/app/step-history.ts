import type { JournalEntry } from '../model/journal.ts';
import type { Action, Write } from '../model/plan.ts';
import type { StepContext } from '../remediation/copies/step.ts';

type Outcome = Extract<JournalEntry, { kind: 'outcome' }>;
type Intent = Extract<JournalEntry, { kind: 'intent' }>;

/** What the journal of a subject tells of the steps of an action so far. */
export interface StepHistory extends Pick<StepContext, 'failures' | 'begun' | 'begunLately' | 'begunAt'> {
  /** A step that was begun and of which nobody knows how it ended. */
  readonly open: Intent | null;
  /** The last step, where it was done and nobody has taken it back. */
  readonly done: Outcome | null;
  /** Who took the last step back, if somebody did and nobody has asked for the action since. */
  readonly takenBack: Outcome | null;
}

/** Reads it off the entries, oldest first. */
export const stepHistory = (
  entries: readonly JournalEntry[],
  { action, rule }: Pick<Action, 'action' | 'rule'>,
): StepHistory => {
  const isOf = (entry: JournalEntry): entry is Outcome | Intent =>
    (entry.kind === 'outcome' || entry.kind === 'intent') &&
    entry.action.rule === rule &&
    (entry.action.action === action || entry.action.action === 'rollback');
  const isStep = (entry: JournalEntry): entry is Outcome | Intent =>
    isOf(entry) && entry.action.action === action && !(entry.kind === 'outcome' && entry.intent === null);
  const lately = entries.slice(entries.findLastIndex(isSay) + 1);
  return {
    open: openOf(entries, isStep),
    done: doneOf(entries.filter(isOf)),
    takenBack: takenBackOf(lately.filter(isOf)),
    begun: entries.filter((entry) => isStep(entry) && isDone(entry, 'copy')).length,
    begunLately: lately.filter((entry) => isStep(entry) && isDone(entry, 'copy')).length,
    begunAt: begunAtOf(entries.filter(isStep)),
    failures: lately.filter(isStep).flatMap((entry) => {
      const removal = isDone(entry, 'copy-removal') ? removalOf(entry.action.writes) : null;
      if (removal === null || entry.kind !== 'outcome' || entry.outcome.kind !== 'done') return [];
      return [entry.outcome.before.copies?.find(({ image }) => image === removal.copy)?.reason ?? null];
    }),
  };
};

/** A person's say on a plan of the subject. What they asked for by it may be tried anew. */
const isSay = ({ kind }: JournalEntry): boolean => kind === 'approval';

const isDone = (entry: Outcome | Intent, kind: Write['kind']): boolean =>
  entry.kind === 'outcome' &&
  entry.outcome.kind === 'done' &&
  entry.action.writes.some((write) => write.kind === kind);

const begunAtOf = (steps: readonly (Outcome | Intent)[]): string | null => {
  const last = steps.findLast((entry) => isDone(entry, 'copy') || isDone(entry, 'copy-removal'));
  return last !== undefined && isDone(last, 'copy') ? last.at : null;
};

const removalOf = (writes: readonly Write[]): Extract<Write, { kind: 'copy-removal' }> | null =>
  writes.find((write) => write.kind === 'copy-removal') ?? null;

const openOf = (
  entries: readonly JournalEntry[],
  isStep: (entry: JournalEntry) => entry is Outcome | Intent,
): Intent | null => {
  const last = entries.findLast(isStep);
  if (last === undefined) return null;
  if (last.kind === 'intent') return last;
  if (last.outcome.kind !== 'unverified') return null;
  return (
    entries.find((entry): entry is Intent => entry.kind === 'intent' && entry.id === last.intent) ?? null
  );
};

const doneOf = (entries: readonly (Outcome | Intent)[]): Outcome | null => {
  const last = entries.at(-1);
  const isStep =
    last?.kind === 'outcome' && last.action.action !== 'rollback' && last.outcome.kind === 'done';
  return isStep ? last : null;
};

const takenBackOf = (entries: readonly (Outcome | Intent)[]): Outcome | null => {
  const last = entries.findLast(
    (entry): entry is Outcome =>
      entry.kind === 'outcome' && (entry.outcome.kind === 'done' || entry.outcome.kind === 'unverified'),
  );
  return last?.action.action === 'rollback' ? last : null;
};
