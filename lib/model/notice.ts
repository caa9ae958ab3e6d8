import type { Actor } from './change.ts';
import type { CoverageStatus } from './coverage.ts';
import type { AccountId, Region } from './ids.ts';
import type { Cause, FindingStatus } from './journal.ts';
import type { AccountRegion, SubjectRef } from './subject.ts';
import { subjectKey } from './subject.ts';
import type { Severity } from './words.ts';

/** Account-regions of one account that stand alike; `why` is the first one's, `since` (ISO 8601) too. */
export interface CoverageLine {
  readonly account: AccountId;
  readonly regions: readonly Region[];
  readonly status: CoverageStatus;
  readonly since: string;
  readonly why: string;
}

/** Something that is told once and that no finding tells. `id` is the same however often it is sent; `at` is ISO 8601. */
export type Announcement =
  /** An event record that could not be understood; `id` is its name in the journal. */
  | {
      readonly kind: 'malformed';
      readonly id: string;
      readonly at: string;
      readonly account: AccountId | null;
      readonly region: Region | null;
      readonly reason: string;
    }
  /** An attempt that AWS refused, and the rule that would have failed otherwise; `what` is a sentence. */
  | {
      readonly kind: 'attempt';
      readonly id: string;
      readonly at: string;
      readonly ref: SubjectRef;
      readonly rule: string;
      readonly severity: Severity;
      readonly cause: Cause;
      readonly what: string;
    }
  /** An event that does not say what it changed; the account-region is marked for the sweep. */
  | {
      readonly kind: 'unseen';
      readonly id: string;
      readonly at: string;
      readonly account: AccountId;
      readonly region: Region;
      readonly reason: string;
      readonly cause: Cause;
    }
  /** A waiver lapses in `left` seconds, or has lapsed (0). `of`: the finding that a person granted it for; absent for one of the policy. */
  | {
      readonly kind: 'waiver';
      readonly id: string;
      readonly at: string;
      readonly waiver: string;
      readonly rules: readonly string[];
      readonly owner: string;
      readonly reason: string;
      readonly ticket: string | null;
      readonly expires: string;
      readonly left: number;
      readonly of?: { readonly ref: SubjectRef; readonly finding: string };
    }
  /** Somebody undoes again and again what was put right: it is left alone until `until`. `others`: who, as far as events told. */
  | {
      readonly kind: 'fight';
      readonly id: string;
      readonly at: string;
      readonly ref: SubjectRef;
      readonly rule: string;
      readonly severity: Severity;
      readonly finding: string;
      readonly reason: string;
      readonly others: readonly Actor[];
      readonly since: string;
      readonly until: string;
    }
  /** A policy that was put in place and does not validate; `where` is `bucket/key`. */
  | {
      readonly kind: 'policy-refused';
      readonly id: string;
      readonly at: string;
      readonly where: string;
      readonly problem: string;
    }
  /**
   * What is looked after no more (`lost`), and what is again or need not be (`back`): the first lines, and how many account-regions
   * in all. `reporting` of `expected` are well.
   */
  | {
      readonly kind: 'coverage';
      readonly id: string;
      readonly at: string;
      readonly lost: readonly CoverageLine[];
      readonly lostCount: number;
      readonly back: readonly CoverageLine[];
      readonly backCount: number;
      readonly reporting: number;
      readonly expected: number;
    };

/** What one channel is told together, once `end` (ISO 8601) is past: a digest, or the attempts that were too many for one hour. */
export type Gathering =
  | { readonly kind: 'digest'; readonly channel: string; readonly seconds: number; readonly end: string }
  | ({ readonly kind: 'attempts'; readonly channel: string; readonly end: string } & AccountRegion);

/** One thing in a gathering, as it was when it was last put there; `id` is the finding's or the attempt's. */
export type GatheredLine =
  | {
      readonly kind: 'finding';
      readonly id: string;
      readonly ref: SubjectRef;
      readonly imageName: string | null;
      readonly rule: string;
      readonly severity: Severity;
      readonly status: FindingStatus;
      readonly reason: string;
      readonly firstSeen: string;
      readonly at: string;
    }
  | {
      readonly kind: 'attempt';
      readonly id: string;
      readonly ref: SubjectRef;
      readonly rule: string;
      readonly severity: Severity;
      readonly what: string;
      readonly at: string;
    };

/**
 * Something to be looked after at an instant (ISO 8601): an open finding to be told again, a gathering to be told, a mute that
 * is over, a grant that lapses in `left` seconds (`entry`: the journal's of it).
 */
export type Due = { readonly dueAt: string } & (
  | {
      readonly kind: 'repeat';
      readonly ref: SubjectRef;
      readonly finding: string;
      readonly channel: string;
    }
  | { readonly kind: 'gathering'; readonly gathering: Gathering }
  | { readonly kind: 'unmute'; readonly ref: SubjectRef; readonly finding: string }
  | {
      readonly kind: 'grant';
      readonly ref: SubjectRef;
      readonly finding: string;
      readonly entry: string;
      readonly left: number;
    }
);

/** How a gathering is written in keys. */
export const gatheringKey = (gathering: Gathering): string => {
  switch (gathering.kind) {
    case 'digest':
      return `digest/${gathering.channel}/${String(gathering.seconds)}/${gathering.end}`;
    case 'attempts':
      return `attempts/${gathering.channel}/${gathering.account}/${gathering.region}/${gathering.end}`;
  }
};

/** How something due is written in keys: the same for the same thing at the same instant. */
export const dueKey = (due: Due): string => {
  switch (due.kind) {
    case 'repeat':
      return `repeat/${subjectKey(due.ref)}/${due.finding}/${due.channel}/${due.dueAt}`;
    case 'gathering':
      return `gathering/${gatheringKey(due.gathering)}/${due.dueAt}`;
    case 'unmute':
      return `unmute/${subjectKey(due.ref)}/${due.finding}/${due.dueAt}`;
    case 'grant':
      return `grant/${subjectKey(due.ref)}/${due.entry}/${due.dueAt}`;
  }
};
