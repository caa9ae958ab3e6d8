import type { AccountRegion } from './subject.ts';

/** One account-region of a sweep of the organisation; `part` counts the worker's turns that ended before it, from 0. */
export interface SweepItem extends AccountRegion {
  readonly sweep: string;
  readonly part: number;
}
