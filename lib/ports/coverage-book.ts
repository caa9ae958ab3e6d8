import type { CoverageEntry } from '../model/coverage.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Versioned } from './inventory.ts';

/** What is kept of the coverage of every account-region that was ever expected. Rejects with `Fault`. */
export interface CoverageBook {
  /** All of them, a page at a time, in no order. */
  entries(): AsyncIterable<readonly Versioned<CoverageEntry>[]>;
  entry(place: AccountRegion): Promise<Versioned<CoverageEntry> | null>;
  /**
   * Puts each if the stored one is still of its version; 0 is for what nobody has put yet. Answers the places of those that
   * somebody else was faster with: nothing of them was written.
   */
  put(entries: readonly Versioned<CoverageEntry>[]): Promise<readonly AccountRegion[]>;
}
