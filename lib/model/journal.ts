import type { Actor } from './change.ts';
import type { Finding } from './finding.ts';
import type { Action, Aspects, Plan } from './plan.ts';
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
    }
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
  /** SHA-256 (16 hex digits) of what an alert would say; the same hash means that there is nothing new to tell. */
  readonly contentHash: string;
  /**
   * What each channel was last told: content hash and the channel's own reference (e.g. Slack's `channel:ts`). `repeatAt`: ISO
   * 8601, when it is to be told again while the finding is open; absent for never.
   */
  readonly told: Readonly<
    Record<
      string,
      { readonly contentHash: string; readonly reference: string | null; readonly repeatAt?: string }
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
  | { readonly kind: 'plan'; readonly plan: Plan; readonly cause: Cause }
  | {
      readonly kind: 'intent';
      readonly planId: string;
      readonly action: Action;
      readonly before: Aspects;
    }
  | {
      readonly kind: 'outcome';
      readonly planId: string;
      readonly action: Action;
      readonly intent: string | null;
      readonly outcome: Outcome;
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
