import type { Asker } from './asker.ts';
import type { Outcome } from './journal.ts';
import type { Action, Aspects, Plan } from './plan.ts';
import type { AccountRegion, ImageRef, SubjectRef } from './subject.ts';

/** What a person asks for. `dryRun`: only say what would be done; nothing is written, to AWS or the journal. */
export type Request = (
  | { readonly kind: 'apply'; readonly plan: string }
  | { readonly kind: 'refuse'; readonly plan: string; readonly reason: string | null }
  /** `content`: a hash of what was shown to whoever asks (`planContent`); anything else is not done. Absent: whatever the rule calls for. */
  | {
      readonly kind: 'remediate';
      readonly ref: ImageRef | AccountRegion;
      readonly rule: string;
      readonly content?: string;
    }
  /** `entry`: the id of the journal's outcome to take back. */
  | { readonly kind: 'rollback'; readonly ref: ImageRef | AccountRegion; readonly entry: string }
  /** Exempts one finding until an instant (ISO 8601). */
  | {
      readonly kind: 'waive';
      readonly ref: SubjectRef;
      readonly finding: string;
      readonly until: string;
      readonly reason: string;
      readonly owner: string;
      readonly ticket: string | null;
    }
  /** Alerts of one finding stay quiet until an instant (ISO 8601), unless it gets worse; nothing else changes. */
  | { readonly kind: 'mute'; readonly ref: SubjectRef; readonly finding: string; readonly until: string }
) & { readonly dryRun: boolean };

/**
 * A caller's proof of who they are: the signature of a GetCallerIdentity that the receiver sends to AWS's STS in their name. It
 * is made for one request to one function, and AWS takes it for some minutes.
 */
export interface CallerProof {
  /** The headers `authorization`, `x-amz-date` and, of passing credentials, `x-amz-security-token`. */
  readonly authorization: string;
  readonly date: string;
  readonly token?: string;
}

/** Where a person in Slack hears what came of a request: ids of a channel and a user. `id`: of what they did, the same however often it is delivered. */
export interface AnswerTo {
  readonly id: string;
  readonly channel: string;
  readonly user: string;
}

/** A request on its way through a queue, whose senders have made sure of `by`. `answerTo`: absent where nobody waits for an answer. */
export interface RequestMessage {
  readonly kind: 'request';
  readonly request: Request;
  readonly by: Asker;
  readonly answerTo?: AnswerTo;
}

/** One action of an answer. `would`: what it is expected to do. `undo`: the journal entry to name for a rollback, null when there is nothing to take back. */
export interface ActionResult {
  readonly action: Action;
  readonly outcome: Outcome | { readonly kind: 'would'; readonly before: Aspects; readonly after: Aspects };
  readonly undo: string | null;
}

/**
 * What came of a request. `done`: everything asked for is so, read back. `would`: a dry run. `waiting`: approved, and a second
 * person has to. `unneeded`: on looking again nothing of it is called for (a plan has gone stale). `refused`: nothing was
 * done, and why. `partly`: something was or may have been done and not all; `results` say what.
 */
export interface Answer {
  readonly status: 'done' | 'would' | 'waiting' | 'unneeded' | 'refused' | 'partly';
  /** A sentence for people. */
  readonly message: string;
  readonly request: Request;
  readonly by: Asker;
  /** The plan that this was about; null where none was made or found. */
  readonly plan: Plan | null;
  readonly results: readonly ActionResult[];
  /** Why asking again may end better; null when this is final. */
  readonly retry: string | null;
}
