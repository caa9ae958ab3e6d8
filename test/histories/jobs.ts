import type { Draw } from './draw.ts';
import type { MemoryQueue, Message } from './memory-queue.ts';
import type { Worker } from './worker.ts';

/** A message to be handled: `start` begins, and answers what ends it. */
export interface Job {
  readonly name: string;
  readonly start: (worker: Worker) => (isDone: boolean, draw: Draw) => void;
}

/** A job for each message that a queue would deliver now. */
export const jobsOf = <Body>(
  name: string,
  queue: MemoryQueue<Body>,
  now: number,
  handle: (body: Body, worker: Worker) => Promise<unknown>,
): readonly Job[] =>
  queue.visible(now).map((message: Message<Body>) => ({
    name,
    start: (worker) => {
      const taken = queue.receive(message, now);
      worker.start(async () => {
        const value = await handle(taken.body, worker);
        // As the function does: what is malformed goes back to the queue.
        if (isMalformed(value)) throw new Error('malformed');
        return value;
      });
      return (isDone, draw) => {
        if (isDone) queue.remove(taken, draw);
        else queue.giveBack(taken);
      };
    },
  }));

const isMalformed = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'malformed';
