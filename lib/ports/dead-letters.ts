import type { DeadLetter } from '../model/dead-letter.ts';

/** How far a move by SQS itself has come; `problem` when it ended otherwise than well. */
export type MoveState =
  | { readonly kind: 'running' | 'done'; readonly moved: number }
  | { readonly kind: 'failed'; readonly moved: number; readonly problem: string };

/** One dead-letter queue and the queue that it is of. All of it rejects with `Fault`. */
export interface DeadLetterQueue {
  /** `ami-warden-prod-changes-dlq`. */
  readonly name: string;
  /** The queue that its messages go back to. */
  readonly source: string;
  /** How many lie there, visible or not; SQS counts approximately. */
  count(): Promise<number>;
  /** Up to ten, hidden from others for some minutes; none when none is visible. */
  receive(): Promise<readonly DeadLetter[]>;
  /** Shows them to others again. */
  giveBack(letters: readonly DeadLetter[]): Promise<void>;
  /** Sends it to the source, and deletes it here when that has taken it: whatever breaks off between the two leaves it in both. */
  putBack(letter: DeadLetter): Promise<void>;
  /** Lets SQS move all that lies there back to where it came from; false where it does not. */
  moveAll(): Promise<boolean>;
  /** How the latest move stands. */
  moveState(): Promise<MoveState>;
}
