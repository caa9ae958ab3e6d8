import type { Asker } from './asker.ts';
import type { Outcome } from './journal.ts';
import type { Action, Aspects, Plan } from './plan.ts';
import type { AccountRegion, ImageRef } from './subject.ts';

/** What a person asks for. `dryRun`: only say what would be done; nothing is written, to AWS or the journal. */
export type Request = (
  | { readonly kind: 'apply'; readonly plan: string }
  | { readonly kind: 'refuse'; readonly plan: string; readonly reason: string | null }
  | { readonly kind: 'remediate'; readonly ref: ImageRef | AccountRegion; readonly rule: string }
  /** `entry`: the id of the journal's outcome to take back. */
  | { readonly kind: 'rollback'; readonly ref: ImageRef | AccountRegion; readonly entry: string }
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

/** A request on its way through the plans queue, whose senders have made sure of `by`. */
export interface RequestMessage {
  readonly kind: 'request';
  readonly request: Request;
  readonly by: Asker;
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
