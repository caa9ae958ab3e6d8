import type { JournalEntry } from '../model/journal.ts';

/** Something that was begun and of whose end the journal knows nothing: whoever was at it died, or is still at it. */
export interface Unended {
  readonly planId: string;
  readonly action: string;
  /** ISO 8601. */
  readonly since: string;
}

/** What of a subject's entries, oldest first, was begun and has no end yet. */
export const unendedOf = (entries: readonly JournalEntry[]): readonly Unended[] =>
  entries.flatMap((entry, index) => {
    if (entry.kind !== 'intent') return [];
    const { planId, action, at: since } = entry;
    const isEnded = entries
      .slice(index + 1)
      .some(
        (later) =>
          (later.kind === 'outcome' || later.kind === 'intent') &&
          later.planId === planId &&
          later.action.action === action.action &&
          later.action.rule === action.rule,
      );
    return isEnded ? [] : [{ planId, action: action.action, since }];
  });
