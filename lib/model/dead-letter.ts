/**
 * Why a message lies among the dead letters. `failed`: it was tried as often as it may be. `undelivered`: EventBridge could not bring it
 * to its queue. `malformed`: nobody understands it, and trying again will not help. `call`: Lambda's record of an asynchronous call that
 * failed, which is no message for the queue.
 */
export const DEAD_LETTER_KINDS = ['failed', 'undelivered', 'malformed', 'call'] as const;
export type DeadLetterKind = (typeof DEAD_LETTER_KINDS)[number];

/** A message of a dead-letter queue, held by whoever received it. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  /** Texts of message attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  /** When it was first sent; of a FIFO queue, when it died. */
  readonly sentAt: Date;
  /** Of its last receipt: by this it is deleted or given back. */
  readonly handle: string;
  /** Null outside FIFO queues. */
  readonly group: string | null;
}
