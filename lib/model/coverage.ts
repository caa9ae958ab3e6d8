import type { AccountRegion } from './subject.ts';

/**
 * Whether an account-region is looked for. `suspended`: the account is not active. `disabled`: the region is not switched on in
 * the account. `excluded`: a setting leaves the region out. `gone`: the account left the organisation.
 */
export type Expectation = 'expected' | 'suspended' | 'disabled' | 'excluded' | 'gone';

/** Why something could not be looked at; `code` is AWS's error code. */
export interface CoverageFault {
  readonly operation: string;
  readonly code: string;
  readonly message: string;
}

/**
 * The last try of a sweep of the organisation to look at an account-region; `fault` null: it was let in. `at` is ISO 8601. `failures`: how
 * often this sweep failed there, or was cut off; absent when it came to an end, which a refusal is as well.
 */
export interface SweepAttempt {
  readonly sweep: string;
  readonly at: string;
  readonly fault: CoverageFault | null;
  readonly failures?: number;
}

/**
 * How well an account-region is looked after. `reporting`: swept whole, and lately. `partial`: swept lately, with gaps.
 * `waiting`: expected, and its first sweep is still to come. `stale`: heard of, and not swept for long. `silent`: no event and no
 * sweep for long. `denied`: it let us in once and does no more. `never-enrolled`: it never did. The rest is not expected.
 */
export const COVERAGE_STATUSES = [
  'reporting',
  'partial',
  'waiting',
  'stale',
  'silent',
  'denied',
  'never-enrolled',
  'suspended',
  'disabled',
  'excluded',
  'gone',
] as const;

export type CoverageStatus = (typeof COVERAGE_STATUSES)[number];

/** The states that people are told of. */
export const TROUBLES = ['stale', 'silent', 'denied', 'never-enrolled'] as const;

export type Trouble = (typeof TROUBLES)[number];

export const isTrouble = (status: CoverageStatus): status is Trouble =>
  TROUBLES.some((trouble) => trouble === status);

/** What is kept of an account-region's coverage between looks. Times are ISO 8601. */
export interface CoverageEntry {
  readonly place: AccountRegion;
  readonly expectation: Expectation;
  /** Since when it is as `expectation` says. */
  readonly expectedSince: string;
  readonly attempt: SweepAttempt | null;
  /** The trouble that people were told of and that was not over since; null: none. */
  readonly told: { readonly status: Trouble; readonly since: string } | null;
}

/** Since how many hours nothing may have been heard, or no sweep have ended, before somebody is told. */
export interface CoverageLimits {
  readonly silentHours: number;
  readonly staleHours: number;
}

/** How an account-region stands; `why` is a clause that says what that was seen by. Times are ISO 8601, null: never. */
export interface Coverage {
  readonly place: AccountRegion;
  readonly status: CoverageStatus;
  readonly why: string;
  readonly since: string;
  readonly heardAt: string | null;
  readonly sweptAt: string | null;
}
