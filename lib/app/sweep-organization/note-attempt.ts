import type { SweepAttempt } from '../../model/coverage.ts';
import type { AccountRegion } from '../../model/subject.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CoverageBook } from '../../ports/coverage-book.ts';

const ROUNDS = 4;

/**
 * Keeps how a sweep's try of an account-region ended, whoever writes beside it; null takes back what was kept. An account-region nobody
 * expects is expected from then on.
 */
export const noteAttempt = async (
  place: AccountRegion,
  met: Omit<SweepAttempt, 'at'> | null,
  { book, clock }: { readonly book: CoverageBook; readonly clock: Clock },
): Promise<void> => {
  const at = clock.now().toISOString();
  for (let round = 0; round < ROUNDS; round += 1) {
    const old = await book.entry(place);
    const value = {
      place,
      expectation: old?.value.expectation ?? ('expected' as const),
      expectedSince: old?.value.expectedSince ?? at,
      attempt: met && { ...met, at },
      told: old?.value.told ?? null,
    };
    const lost = await book.put([{ value, version: old?.version ?? 0 }]);
    if (lost.length === 0) return;
  }
};
