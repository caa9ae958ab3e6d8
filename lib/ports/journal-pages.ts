import type { AccountId, ImageId, Region } from '../model/ids.ts';
import type { JournalEntry } from '../model/journal.ts';

/** Which entries are wanted; a member that is absent narrows nothing. `since` (from then on) and `until` (before then) are ISO 8601. */
export interface EntryFilter {
  readonly account?: AccountId;
  readonly region?: Region;
  readonly image?: ImageId;
  readonly since?: string;
  readonly until?: string;
}

/** An entry whose document is none that this version knows. `document` is its JSON as it stands; null when there is none. */
export interface UnreadableEntry {
  readonly subject: string;
  readonly id: string;
  readonly reason: string;
  readonly document: string | null;
}

/** Some entries. `next` is the cursor of the rest; null when that was all. A page may be empty and still have a next one. */
export interface EntryPage {
  readonly entries: readonly JournalEntry[];
  readonly unreadable: readonly UnreadableEntry[];
  readonly next: string | null;
}

/**
 * The journal read whole, in bounded memory. Each entry that was there when the reading began comes once, those of one subject
 * oldest first; the order of subjects among each other is the store's own. Rejects with `Fault`.
 */
export interface JournalPages {
  read(filter: EntryFilter, cursor: string | null): Promise<EntryPage>;
}
