import type { ImageRef } from '../model/image.ts';
import type { Cause } from '../model/journal.ts';
import type { AccountId, Region } from '../model/ids.ts';

/** What the functions tell each other, by queue. Each message names things that the journal holds. */
export interface PlanMessage {
  readonly kind: 'plan';
  readonly ref: ImageRef;
  readonly planId: string;
  readonly cause: Cause;
}
export type NoticeMessage =
  | { readonly kind: 'finding'; readonly ref: ImageRef; readonly finding: string }
  | {
      readonly kind: 'malformed';
      readonly account: AccountId | null;
      readonly region: Region | null;
      readonly id: string;
      readonly reason: string;
      readonly at: string;
    };

/** Sends; rejects with `Fault`. */
export interface Queues {
  sendPlan(message: PlanMessage): Promise<void>;
  sendNotice(message: NoticeMessage): Promise<void>;
  /** Puts a `Recheck` event for this image on the changes queue, to arrive at `dueAt` (in hops of at most 15 minutes, SQS's longest delay). */
  sendRecheck(ref: ImageRef, dueAt: string, at: string): Promise<void>;
}
