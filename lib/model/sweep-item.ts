import type { AccountRegion } from './subject.ts';

/** One account-region of a sweep of the organisation. */
export interface SweepItem extends AccountRegion {
  readonly sweep: string;
}

/**
 * What a worker is given: account-regions that are to be swept still. `part` counts its turns that ended before; `failed`: sentences
 * on those that were given up; `isRetry`: the turn before this one broke, and may have left some half done.
 */
export interface SweepBatch {
  readonly items: readonly SweepItem[];
  readonly part: number;
  readonly failed: readonly string[];
  readonly isRetry: boolean;
}
