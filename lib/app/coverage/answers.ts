import type { CoverageEntry, SweepAttempt } from '../../model/coverage.ts';

/** Whether this try was made at or after an instant (ISO 8601) and came to an end, which a refusal is as well. */
export const hasAnswered = ({ at, failures }: SweepAttempt, since: string): boolean =>
  failures === undefined && Date.parse(at) >= Date.parse(since);

/** Of how many expected account-regions a sweep that began at `since` knows how they are. */
export const countAnswers = (entries: readonly CoverageEntry[], since: string): number =>
  entries.filter(
    ({ expectation, attempt }) =>
      expectation === 'expected' && attempt !== null && hasAnswered(attempt, since),
  ).length;
