import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SandboxClock } from '../../clock.ts';
import type { Pattern } from '../../routing/pattern.ts';
import type { QueueMessage } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import { readBatchResponse } from './batch-response.ts';
import { passesFilters } from './filter.ts';
import { sqsEvent } from './record.ts';

/** A function behind a queue. */
export type SqsFunction = (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;

/** How a queue is connected to a function, in the words of Lambda's event source mappings. A FIFO queue has no window, and batches of 10 at most. */
export interface MappingOptions {
  /** 1 to 10,000; 10 when absent. More than 10 need a batching window. */
  readonly batchSize?: number;
  /** How long to wait for a batch to fill, in seconds of sandbox time; 0 when absent. */
  readonly maximumBatchingSeconds?: number;
  /** Batches at a time; 1 when absent, which makes runs repeatable. */
  readonly maximumConcurrency?: number;
  readonly functionResponseTypes?: readonly 'ReportBatchItemFailures'[];
  /** What a message has to match one of; none, or absent: all are taken. */
  readonly filters?: readonly Pattern[];
}

/** What a function did with a batch that did not go well as a whole. */
export interface FailedBatch {
  readonly messageIds: readonly string[];
  /** What it threw; or what was wrong with its answer, or which messages it reported. */
  readonly reason: unknown;
}

/**
 * Lambda's event source mapping for one queue: gives visible messages to the function, deletes what went well, and leaves the rest
 * to the queue's visibility timeout and redrive.
 */
export class Consumer {
  readonly failedBatches: FailedBatch[] = [];
  readonly queue: Queue;
  private readonly clock: SandboxClock;
  private readonly options: MappingOptions;
  private readonly handler: SqsFunction;
  private readonly settled: () => void;
  private readonly stopListening: () => void;
  private running = 0;
  private done = 0;
  private isPolling = false;
  private isWaiting = false;
  private isStopped = false;

  /** `settled` is called whenever the consumer may have become idle. */
  constructor(
    queue: Queue,
    clock: SandboxClock,
    options: MappingOptions,
    handler: SqsFunction,
    settled: () => void,
  ) {
    const { batchSize = 10, maximumBatchingSeconds = 0 } = options;
    if (queue.settings.fifo !== null && (batchSize > 10 || maximumBatchingSeconds > 0)) {
      throw new Error(
        `${queue.settings.name} is FIFO: batches of at most 10 messages, and no batching window`,
      );
    }
    this.queue = queue;
    this.clock = clock;
    this.options = options;
    this.handler = handler;
    this.settled = settled;
    this.stopListening = queue.onVisible(() => {
      this.poll();
    });
    this.poll();
  }

  /** Invocations that have ended. */
  get invocations(): number {
    return this.done;
  }

  /** Whether there is work that needs no time to pass. */
  get isBusy(): boolean {
    if (this.running > 0 || this.isPolling) return true;
    return !this.isStopped && !this.isWaiting && this.queue.ready() > 0;
  }

  /** Takes no more messages; a batch under way goes on. */
  stop(): void {
    this.isStopped = true;
    this.stopListening();
    this.settled();
  }

  /** Looks for messages in a turn of its own, so that a sender has finished before its message is handled. */
  private poll(): void {
    if (this.isPolling || this.isStopped) return;
    this.isPolling = true;
    setImmediate(() => {
      this.isPolling = false;
      if (!this.isStopped && !this.isWaiting) this.take();
      this.settled();
    });
  }

  private take(): void {
    const { batchSize = 10, maximumBatchingSeconds = 0 } = this.options;
    const ready = this.queue.ready();
    if (ready === 0) return;
    if (ready >= batchSize || maximumBatchingSeconds === 0) {
      this.invokeAll();
      return;
    }
    this.isWaiting = true;
    this.clock.after(maximumBatchingSeconds * 1_000, () => {
      this.isWaiting = false;
      if (!this.isStopped) this.invokeAll();
    });
  }

  private invokeAll(): void {
    const { batchSize = 10, maximumConcurrency = 1 } = this.options;
    while (this.running < maximumConcurrency) {
      const received = this.queue.receive(batchSize);
      if (received.length === 0) return;
      const messages = received.filter((message) => this.isWanted(message));
      if (messages.length === 0) continue;
      this.running += 1;
      void this.invoke(messages).finally(() => {
        this.running -= 1;
        this.done += 1;
        this.poll();
        this.settled();
      });
    }
  }

  /** A message that the mapping's filter leaves out is deleted unseen (Lambda developer guide, event filtering). */
  private isWanted({ id, body, receiptHandle }: QueueMessage): boolean {
    if (passesFilters(this.options.filters ?? [], body)) return true;
    if (receiptHandle !== null) this.remove(id, receiptHandle);
    return false;
  }

  private async invoke(messages: readonly QueueMessage[]): Promise<void> {
    const ids = messages.map(({ id }) => id);
    let failed: ReadonlySet<string> = new Set();
    try {
      // As JSON, because that is all that a function gets and gives.
      const event: unknown = JSON.parse(JSON.stringify(sqsEvent(messages, this.queue.settings.arn)));
      const answer = await this.handler(event as SQSEvent);
      failed = this.failedOf(answer, ids);
    } catch (reason) {
      this.failedBatches.push({ messageIds: ids, reason });
      return;
    }
    for (const { id, receiptHandle } of messages) {
      if (receiptHandle !== null && !failed.has(id)) this.remove(id, receiptHandle);
    }
  }

  private remove(id: string, receiptHandle: string): void {
    try {
      this.queue.delete(receiptHandle);
    } catch (reason) {
      // The function took longer than the message was hidden; a FIFO queue then gives it again.
      this.failedBatches.push({ messageIds: [id], reason });
    }
  }

  private failedOf(answer: unknown, ids: readonly string[]): ReadonlySet<string> {
    if (!(this.options.functionResponseTypes ?? []).includes('ReportBatchItemFailures')) return new Set();
    const verdict = readBatchResponse(answer, ids);
    switch (verdict.kind) {
      case 'done':
        return new Set();
      case 'invalid':
        throw new Error(`not a batch response: ${verdict.reason}`);
      case 'partly':
        this.failedBatches.push({ messageIds: [...verdict.failed], reason: 'batchItemFailures' });
        return verdict.failed;
    }
  }
}
