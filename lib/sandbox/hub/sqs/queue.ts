import type { SandboxClock, Timer } from '../../clock.ts';
import { randomText, randomUuid, type Random } from '../../random.ts';
import type { StackQueue } from '../../routing/stack.ts';
import { AwsError } from '../../wire/service.ts';
import { FifoMemory, receivable } from './fifo.ts';
import type { MessageDraft, QueueMessage } from './message.ts';

type Held = { -readonly [Key in keyof QueueMessage]: QueueMessage[Key] };

/** An SQS queue in the sandbox's time: delays, visibility timeouts, retention, redrive. Oldest first; FIFO, also by group. */
export class Queue {
  readonly settings: StackQueue;
  private readonly clock: SandboxClock;
  private readonly random: Random;
  private readonly giveUp: (targetArn: string, message: QueueMessage) => void;
  private readonly held: Held[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<string, Timer>();
  private readonly fifo: FifoMemory | null;
  private purgedAt = Number.NEGATIVE_INFINITY;

  /** `giveUp` takes a message that was received too often to its dead-letter queue. */
  constructor(
    settings: StackQueue,
    clock: SandboxClock,
    random: Random,
    giveUp: (targetArn: string, message: QueueMessage) => void,
  ) {
    this.settings = settings;
    this.fifo = settings.fifo === null ? null : new FifoMemory();
    this.clock = clock;
    this.random = random;
    this.giveUp = giveUp;
  }

  /** Answers the message as it lies in the queue; on a FIFO queue a repeat within five minutes answers the first, and adds nothing. */
  send(draft: MessageDraft): QueueMessage {
    const now = this.now();
    const { groupId = null, deduplicationId = null } = draft;
    if (this.fifo === null) return this.add(draft, now);
    if (groupId === null || deduplicationId === null) {
      throw new Error(`a message to ${this.settings.name} needs a group and a deduplication id`);
    }
    const earlier = this.fifo.earlier(deduplicationId, now);
    if (earlier !== null) return earlier;
    const sequenceNumber = this.fifo.nextSequenceNumber();
    const message = this.add(draft, now, { groupId, deduplicationId, sequenceNumber });
    this.fifo.note(deduplicationId, message);
    return message;
  }

  /** Takes over a message that another queue gave up; its age goes on counting, except on a FIFO queue, as SQS has it. */
  takeOver(message: QueueMessage, source: string): void {
    const now = this.now();
    const sentAt = this.fifo === null ? message.sentAt : now;
    this.hold({ ...message, sentAt, visibleAt: now, receiptHandle: null, deadLetterSource: source });
  }

  /** Up to `most` visible messages, hidden from now on for `visibilitySeconds` (the queue's own when absent). */
  receive(most: number, visibilitySeconds = this.settings.visibilitySeconds): readonly QueueMessage[] {
    this.sweep();
    const now = this.now();
    const received = receivable(this.held, now).slice(0, most);
    for (const message of received) {
      message.receives += 1;
      message.firstReceivedAt ??= now;
      message.visibleAt = now + visibilitySeconds * 1_000;
      message.receiptHandle = randomText(this.random, 48, HANDLE_ALPHABET);
      this.wakeFor(message);
    }
    return received.map((message) => ({ ...message }));
  }

  /**
   * Deletes by the receipt handle of the last receipt; an older one is accepted and changes nothing, as SQS has it. On a FIFO queue
   * the handle expires with the visibility timeout, and throws.
   */
  delete(handle: string): void {
    checkHandle(handle);
    const index = this.held.findIndex(({ receiptHandle }) => receiptHandle === handle);
    const message = this.held[index];
    if (message === undefined) return;
    if (this.fifo !== null && message.visibleAt <= this.now()) {
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      );
    }
    this.drop(index);
  }

  /** Hides a message that is in flight until so many seconds from now. */
  changeVisibility(handle: string, seconds: number): void {
    checkHandle(handle);
    const now = this.now();
    const message = this.held.find(({ receiptHandle }) => receiptHandle === handle);
    if (message === undefined || message.visibleAt <= now) {
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    }
    message.visibleAt = now + seconds * 1_000;
    this.wakeFor(message);
  }

  /** Deletes all; once a minute at most. */
  purge(): void {
    if (this.now() - this.purgedAt < 60_000) {
      throw new AwsError(
        'PurgeQueueInProgress',
        'Only one PurgeQueue operation is allowed every 60 seconds.',
        403,
      );
    }
    this.purgedAt = this.now();
    while (this.held.length > 0) this.drop(this.held.length - 1);
  }

  /** Everything in the queue, oldest first, whether visible or not. */
  messages(): readonly QueueMessage[] {
    this.expire();
    return this.held.map((message) => ({ ...message }));
  }

  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const now = this.now();
    const all = this.messages();
    const hidden = all.filter(({ visibleAt }) => visibleAt > now);
    const delayed = hidden.filter(({ receives }) => receives === 0).length;
    return { visible: all.length - hidden.length, inFlight: hidden.length - delayed, delayed };
  }

  /** Takes out the visible messages that are wanted, as a move to another queue does. */
  takeOut(isWanted: (message: QueueMessage) => boolean): readonly QueueMessage[] {
    this.expire();
    const now = this.now();
    const taken = this.held.filter((message) => message.visibleAt <= now && isWanted(message));
    for (const message of taken) this.drop(this.held.indexOf(message));
    return taken;
  }

  /** How many messages could be received now: the visible ones, less those that wait for another of their group. */
  ready(): number {
    this.expire();
    return receivable(this.held, this.now()).length;
  }

  /** Calls back when a message may have become visible, or free to be received. Answers how to stop that. */
  onVisible(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  private add(draft: MessageDraft, now: number, place: Place = UNORDERED): QueueMessage {
    const delay = draft.delaySeconds ?? this.settings.delaySeconds;
    return this.hold({
      id: randomUuid(this.random),
      body: draft.body,
      attributes: draft.attributes,
      senderId: draft.senderId,
      traceHeader: draft.traceHeader ?? null,
      sentAt: now,
      visibleAt: now + delay * 1_000,
      receives: 0,
      firstReceivedAt: null,
      receiptHandle: null,
      deadLetterSource: null,
      ...place,
    });
  }

  private hold(message: QueueMessage): QueueMessage {
    this.held.push({ ...message });
    this.wakeFor(message);
    return message;
  }

  private wakeFor({ id, visibleAt }: QueueMessage): void {
    const wake = (): void => {
      this.timers.delete(id);
      this.tell();
    };
    this.timers.get(id)?.cancel();
    if (visibleAt <= this.now()) wake();
    else this.timers.set(id, this.clock.at(new Date(visibleAt), wake));
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private drop(index: number): void {
    for (const { id, groupId } of this.held.splice(index, 1)) {
      this.timers.get(id)?.cancel();
      this.timers.delete(id);
      // Others of its group may have waited for it.
      if (groupId !== null) this.tell();
    }
  }

  private sweep(): void {
    this.expire();
    const { redrive, arn } = this.settings;
    if (redrive === null) return;
    const now = this.now();
    const over = this.held.filter(
      ({ visibleAt, receives }) => visibleAt <= now && receives >= redrive.maxReceiveCount,
    );
    for (const message of over) {
      this.drop(this.held.indexOf(message));
      this.giveUp(redrive.targetArn, { ...message, deadLetterSource: arn });
    }
  }

  private expire(): void {
    const oldest = this.now() - this.settings.retentionSeconds * 1_000;
    for (let index = this.held.length - 1; index >= 0; index -= 1) {
      const message = this.held[index];
      if (message !== undefined && message.sentAt <= oldest) this.drop(index);
    }
  }
}

type Place = Pick<QueueMessage, 'groupId' | 'deduplicationId' | 'sequenceNumber'>;

const UNORDERED: Place = { groupId: null, deduplicationId: null, sequenceNumber: null };

const HANDLE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+';

const checkHandle = (handle: string): void => {
  if (/^[A-Za-z0-9+]{48}$/.test(handle)) return;
  throw new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
};
