import type { Coverage, CoverageEntry, CoverageLimits } from '../../model/coverage.ts';
import type { KnownPlace } from '../../model/inventory.ts';
import { subjectKey } from '../../model/subject.ts';
import type { CoverageBook } from '../../ports/coverage-book.ts';
import type { Inventory, Versioned } from '../../ports/inventory.ts';
import { judgePlace } from './judge-place.ts';

/** What coverage is told from. */
export interface CoverageSources {
  readonly book: Pick<CoverageBook, 'entries'>;
  readonly inventory: Pick<Inventory, 'places'>;
  readonly limits: CoverageLimits;
}

/** An account-region with its entry; null where none is kept, as on a machine that never surveyed an organisation. */
export interface SeenCoverage {
  readonly entry: Versioned<CoverageEntry> | null;
  readonly coverage: Coverage;
}

/** How every account-region stands that is expected, or that anything is known of. */
export const readCoverage = async (
  { book, inventory, limits }: CoverageSources,
  now: Date,
): Promise<readonly SeenCoverage[]> => {
  const places = new Map<string, KnownPlace>();
  for await (const page of inventory.places()) {
    for (const place of page) places.set(subjectKey(place.place), place);
  }
  const seen: SeenCoverage[] = [];
  for await (const page of book.entries()) {
    for (const entry of page) {
      const key = subjectKey(entry.value.place);
      seen.push({ entry, coverage: judgePlace(entry.value, places.get(key) ?? null, limits, now) });
      places.delete(key);
    }
  }
  const rest = [...places.values()].map((known): SeenCoverage => {
    const since = known.swept?.startedAt ?? known.sweeping?.startedAt ?? known.heardAt ?? now.toISOString();
    const entry = {
      place: known.place,
      expectation: 'expected',
      expectedSince: since,
      attempt: null,
      told: null,
    } as const;
    return { entry: null, coverage: judgePlace(entry, known, limits, now) };
  });
  return [...seen, ...rest];
};
