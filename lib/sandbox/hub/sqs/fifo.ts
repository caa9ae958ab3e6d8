import type { QueueMessage } from './message.ts';

// Quotas of FIFO queues (SQS developer guide, exactly-once processing).
const DEDUPLICATION_MS = 300_000;

/** What a FIFO queue remembers beyond its messages: the deduplication ids of the last five minutes, and its count. */
export class FifoMemory {
  private readonly recent = new Map<string, QueueMessage>();
  private sent = 0n;

  /** The message that took this deduplication id in the last five minutes, though it may be deleted by now; or null. */
  earlier(deduplicationId: string, now: number): QueueMessage | null {
    for (const [id, { sentAt }] of this.recent) {
      if (sentAt > now - DEDUPLICATION_MS) break;
      this.recent.delete(id);
    }
    return this.recent.get(deduplicationId) ?? null;
  }

  note(deduplicationId: string, message: QueueMessage): void {
    this.recent.set(deduplicationId, message);
  }

  /** Twenty digits, each number larger than the one before, and not by one. */
  nextSequenceNumber(): string {
    this.sent += 1n;
    return String(18_800_000_000_000_000_000n + this.sent * 256n);
  }
}

/**
 * The messages that may be received now, in their order. Of a group, none while one of them is in flight, and none behind one
 * that is hidden; a message without a group waits for no other.
 */
export const receivable = <Message extends QueueMessage>(
  held: readonly Message[],
  now: number,
): readonly Message[] => {
  const isHidden = ({ visibleAt }: QueueMessage): boolean => visibleAt > now;
  const blocked = new Set<string>();
  for (const message of held) {
    if (message.groupId !== null && message.receives > 0 && isHidden(message)) blocked.add(message.groupId);
  }
  return held.filter((message) => {
    if (message.groupId === null) return !isHidden(message);
    if (isHidden(message)) blocked.add(message.groupId);
    return !blocked.has(message.groupId);
  });
};
