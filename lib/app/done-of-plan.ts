import type { JournalEntry } from '../model/journal.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { ActionResult } from '../model/request.ts';
import { definitionOf } from '../remediation/registry.ts';
import { unfinished } from '../remediation/writes.ts';

type Outcome = Extract<JournalEntry, { kind: 'outcome' }>;
type Intent = Extract<JournalEntry, { kind: 'intent' }>;

/** What stands of a plan by the journal, a phrase for each write: done and not taken back, or begun and of no known end. */
export const standsOf = (plan: Plan, entries: readonly JournalEntry[]): readonly string[] =>
  entries.flatMap((entry): readonly string[] => {
    if (entry.kind !== 'outcome' && entry.kind !== 'intent') return [];
    const { id, action } = entry;
    if (entry.planId !== plan.id || !plan.actions.some((planned) => isSame(planned, action))) return [];
    if (rollbackAfter(plan, action, id, entries) !== null) return [];
    if (entry.kind === 'intent') {
      return entries.some((later) => isEndOf(later, entry))
        ? []
        : [`${action.action} was begun (entry ${id})`];
    }
    if (entry.outcome.kind === 'unverified')
      return [`${action.action} was tried, and not verified (entry ${id})`];
    return entry.outcome.kind === 'done' ? [`${action.action} was done (entry ${id})`] : [];
  });

/**
 * The results with those refused whose action was done by this plan and taken back since: a plan does nothing twice, and what is to
 * be done all the same is neither done nor unneeded.
 */
export const withTakenBack = (
  plan: Plan,
  entries: readonly JournalEntry[],
  results: readonly ActionResult[],
): readonly ActionResult[] =>
  results.map((result) => {
    const { action, outcome } = result;
    if (definitionOf(action)?.nextStep !== undefined) return result;
    const rollback = rollbackAfter(plan, action, '', entries);
    if (rollback === null) return result;
    const isOpen =
      outcome.kind === 'would' ||
      (outcome.kind === 'unneeded' &&
        outcome.after.state !== 'gone' &&
        unfinished(action.writes, outcome.after).length > 0);
    if (!isOpen) return result;
    const reason = `this plan did it, and entry ${rollback} took it back: it takes a new plan`;
    return { action, outcome: { kind: 'refused', reason }, undo: null };
  });

const isSame = (one: Action, other: Action): boolean =>
  one.action === other.action && one.rule === other.rule;

const isEndOf = (entry: JournalEntry, { id }: Intent): boolean =>
  entry.kind === 'outcome' && entry.intent === id;

/** The last entry after this one that tells that the action was taken back. */
const rollbackAfter = (
  { id: planId }: Plan,
  { rule }: Action,
  after: string,
  entries: readonly JournalEntry[],
): string | null => {
  const rollback = entries.findLast(
    (entry): entry is Outcome =>
      entry.kind === 'outcome' &&
      entry.id > after &&
      entry.planId === planId &&
      entry.action.action === 'rollback' &&
      entry.action.rule === rule &&
      (entry.outcome.kind === 'done' || entry.outcome.kind === 'unverified'),
  );
  return rollback?.id ?? null;
};
