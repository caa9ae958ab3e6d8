import type { AccountId, ImageId, Region } from '../model/ids.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { Cause } from '../model/journal.ts';
import type { Announcement, Gathering } from '../model/notice.ts';
import type { Remark } from '../model/remark.ts';
import type { AnswerTo } from '../model/request.ts';

/** What the functions tell each other, by queue. Each message names things that the journal holds. */
export interface PlanMessage {
  readonly kind: 'plan';
  readonly ref: SubjectRef;
  readonly planId: string;
  readonly cause: Cause;
}
/** What came of a request, for the one who asked. `id`: of this answer, the same however often it is delivered. */
export interface AnswerNotice {
  readonly kind: 'answer';
  readonly id: string;
  readonly to: AnswerTo;
  readonly remark: Extract<Remark, { kind: 'answer' }>;
}

/** `finding`: tell what is new of it. `repeat`: tell this channel again. `gathering`: it is over. `grant`: it lapses in `left` seconds. `tick`: see what is due. */
export type NoticeMessage =
  | Announcement
  | { readonly kind: 'finding'; readonly ref: SubjectRef; readonly finding: string }
  | {
      readonly kind: 'repeat';
      readonly ref: SubjectRef;
      readonly finding: string;
      readonly channel: string;
      readonly dueAt: string;
    }
  | { readonly kind: 'gathering'; readonly gathering: Gathering }
  | {
      readonly kind: 'grant';
      readonly ref: SubjectRef;
      readonly finding: string;
      readonly entry: string;
      readonly left: number;
    }
  | AnswerNotice
  | { readonly kind: 'tick'; readonly at: string };

/** An ImportImage task, and when it began (ISO 8601). */
export interface ImportRef {
  readonly account: AccountId;
  readonly region: Region;
  readonly task: string;
  readonly since: string;
}

/** Sends; rejects with `Fault`. */
export interface Queues {
  sendPlan(message: PlanMessage): Promise<void>;
  sendNotice(message: NoticeMessage): Promise<void>;
  /**
   * Puts a `Recheck` event for this subject on the changes queue, to arrive at `dueAt` (in hops of at most 15 minutes, SQS's
   * longest delay). `launched`: the image that an event named for an instance, which EC2 may not tell yet.
   */
  sendRecheck(ref: SubjectRef, dueAt: string, at: string, launched?: ImageId | null): Promise<void>;
  /** Puts a `Follow import` event there, in the same way. `since`: when the import began. */
  sendFollowImport(task: ImportRef, dueAt: string, at: string): Promise<void>;
}
