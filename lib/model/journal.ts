import type { Actor } from './change.ts';
import type { Finding } from './finding.ts';
import type { Action, Aspects, Plan } from './plan.ts';
import type { Asker } from './asker.ts';
import type { Grant, Mute } from './grant.ts';
import type { SubjectRef } from './subject.ts';

/** What a person reads about why something was looked at: the event behind it. */
export interface Cause {
  readonly event: string;
  readonly eventId: string;
  readonly at: string;
  readonly actor: Actor | null;
  /** AWS's error code when the change was an attempt that AWS refused, else null. */
  readonly refused: string | null;
}

/** How one action ended. `unneeded`: on looking again there was nothing left to do. */
export type Outcome =
  | {
      readonly kind: 'done';
      readonly before: Aspects;
      readonly after: Aspects;
      readonly requestId: string | null;
      /** What people are to know beside it: sentences. */
      readonly note?: string;
    }
  /** A step of something longer, after or before others. `reason`: how it stands, sentences. */
  | { readonly kind: 'under-way'; readonly reason: string }
  | { readonly kind: 'unneeded'; readonly after: Aspects }
  | {
      readonly kind: 'unverified';
      readonly before: Aspects;
      readonly after: Aspects;
      readonly reason: string;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** `pending` fails and is inside its grace; `open` fails now; `waived` fails and is exempt; `fixed` by us, verified; `closed` by somebody else or gone. */
export type FindingStatus = 'pending' | 'open' | 'waived' | 'fixed' | 'closed';

/**
 * The plan that a finding waits with for a person. `approval`: the policy asks for one. `limit`: the plan is over a limit.
 * `fight`: what it does was undone again and again. `request`: a person asked for it, and another has to agree. `approvedBy` and `refusedBy` are names. An approved plan is waiting for
 * nobody, and not done yet. `content` is a hash of what the plan does, by which a later look knows it again.
 */
export interface Waiting {
  readonly plan: string;
  readonly why: 'approval' | 'limit' | 'fight' | 'request';
  readonly approval: 'manual' | 'two-person';
  readonly state: 'waiting' | 'approved' | 'refused';
  readonly approvedBy: readonly string[];
  readonly refusedBy: string | null;
  readonly content: string;
  /** What the plan does, each once; absent in records of before this was kept. */
  readonly actions?: readonly Action['action'][];
}

/** What a person did about a finding: approved or refused the plan that it waited with, took back what was done, exempted it. `at` is ISO 8601. */
export interface Deed {
  readonly what: 'approved' | 'refused' | 'undone' | 'waived' | 'muted';
  readonly by: Asker;
  readonly at: string;
}

/** A finding as the journal keeps it: its latest content and where it stands. */
export interface FindingRecord {
  readonly finding: Finding;
  readonly status: FindingStatus;
  readonly firstSeen: string;
  readonly updatedAt: string;
  readonly cause: Cause;
  /** What was done about it last; null when nothing was. */
  readonly outcome: Outcome | null;
  /** The journal entry to name for an undo; null when nothing was changed. */
  readonly undo: string | null;
  /** The plan that waits for a person; absent when none does. */
  readonly waiting?: Waiting;
  /** What people did about it since it opened, the latest last; absent when nobody did anything. */
  readonly deeds?: readonly Deed[];
  /** What a person waived it by last, also when that has lapsed; absent when nobody did since it opened. */
  readonly granted?: Grant;
  /** What a person muted it by last, also when that is over; absent when nobody did since it opened. */
  readonly muted?: Mute;
  /** SHA-256 (16 hex digits) of what an alert would say; the same hash means that there is nothing new to tell. */
  readonly contentHash: string;
  /**
   * What each channel was last told: content hash and the channel's own reference (e.g. Slack's `channel:ts`). `repeatAt`: ISO
   * 8601, when it is to be told again while the finding is open; absent for never. `muted`: the journal's entry of the mute
   * that it was told of.
   */
  readonly told: Readonly<
    Record<
      string,
      {
        readonly contentHash: string;
        readonly reference: string | null;
        readonly repeatAt?: string;
        readonly muted?: string;
      }
    >
  >;
}

/** One line of the append-only journal. `id` sorts by time within a subject. */
export type JournalEntry = {
  readonly id: string;
  readonly at: string;
  readonly ref: SubjectRef;
} & (
  | {
      readonly kind: 'finding';
      readonly status: FindingStatus;
      readonly finding: Finding;
      readonly cause: Cause;
    }
  | { readonly kind: 'attempt'; readonly cause: Cause }
  /** `by`: who asked for it; absent when the policy did. */
  | { readonly kind: 'plan'; readonly plan: Plan; readonly cause: Cause; readonly by?: Asker }
  /** A person's word on a plan. `limits`: what the plan is let through; a refused one is let through nothing. */
  | {
      readonly kind: 'approval';
      readonly planId: string;
      readonly decision: 'approved' | 'refused';
      readonly by: Asker;
      readonly reason: string | null;
      readonly limits: 'ignored' | 'kept';
    }
  /** A person exempts one finding until an instant. */
  | {
      readonly kind: 'waiver';
      readonly finding: string;
      readonly rule: string;
      readonly until: string;
      readonly reason: string;
      readonly owner: string;
      readonly ticket: string | null;
      readonly by: Asker;
    }
  /** A person asks for quiet about one finding until an instant. */
  | {
      readonly kind: 'mute';
      readonly finding: string;
      readonly rule: string;
      readonly until: string;
      readonly by: Asker;
    }
  /** `by`: the person on whose word; absent when the policy's. `lease`: the number of the lease under which it was begun. */
  | {
      readonly kind: 'intent';
      readonly planId: string;
      readonly action: Action;
      readonly before: Aspects;
      readonly by?: Asker;
      readonly lease?: number;
    }
  | {
      readonly kind: 'outcome';
      readonly planId: string;
      readonly action: Action;
      readonly intent: string | null;
      readonly outcome: Outcome;
      readonly by?: Asker;
    }
);

/** A record that could not be understood, kept whole (or its first 300 KiB, which it then says). */
export interface MalformedRecord {
  readonly id: string;
  readonly at: string;
  readonly reason: string;
  readonly body: string;
  readonly truncated: boolean;
}
