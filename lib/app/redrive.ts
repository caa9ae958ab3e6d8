import { DEAD_LETTER_KINDS, type DeadLetter, type DeadLetterKind } from '../model/dead-letter.ts';
import type { DeadLetterQueue } from '../ports/dead-letters.ts';
import { deadLetterKind } from './dead-letter-kind.ts';

/** What lies in a dead-letter queue of one kind, as far as it was looked at. */
interface Lying {
  readonly kind: DeadLetterKind;
  readonly count: number;
  readonly oldest: Date;
  /** The beginning of one of them. */
  readonly example: string;
}

/** What was seen of a dead-letter queue. `total`: how many lie there, by SQS's own count. */
export interface Survey {
  readonly queue: DeadLetterQueue;
  readonly total: number;
  readonly seen: number;
  readonly lying: readonly Lying[];
}

/** What became of a queue's dead letters. */
export interface Redriven {
  readonly moved: number;
  /** Not of the kinds that were wanted, or not to be had. */
  readonly left: number;
  readonly way: 'by-sqs' | 'one-by-one';
  /** Null when all went well. */
  readonly problem: string | null;
}

// Beyond these it is told that there are more; on a FIFO queue the first of each group is all that can be seen.
const MOST_SEEN = 1_000;
const EXAMPLE_LETTERS = 120;
const MOVE_LOOK_MS = 1_000;

/** Looks at what lies there, and gives it all back. */
export const survey = async (queue: DeadLetterQueue): Promise<Survey> => {
  const total = await queue.count();
  const letters: DeadLetter[] = [];
  try {
    await each(queue, total, (received) => {
      letters.push(...received);
      return Promise.resolve(letters.length < MOST_SEEN);
    });
  } finally {
    await queue.giveBack(letters);
  }
  const kinds = letters.map((letter) => ({ letter, kind: deadLetterKind(letter, queue.source) }));
  const lying = DEAD_LETTER_KINDS.flatMap((kind): readonly Lying[] => {
    const some = kinds.filter((one) => one.kind === kind).map(({ letter }) => letter);
    const [first] = some.toSorted((one, other) => one.sentAt.getTime() - other.sentAt.getTime());
    if (first === undefined) return [];
    return [
      { kind, count: some.length, oldest: first.sentAt, example: first.body.slice(0, EXAMPLE_LETTERS) },
    ];
  });
  return { queue, total: Math.max(total, letters.length), seen: letters.length, lying };
};

/**
 * Puts back what is of these kinds. SQS does it where all that lies there is to go back to where it came from; else each is received, sent, and
 * then deleted, so that a crash leaves it in both places and loses nothing. `pause` waits so many milliseconds.
 */
export const redrive = async (
  { queue, total, seen, lying }: Survey,
  wanted: readonly DeadLetterKind[],
  pause: (milliseconds: number) => Promise<void>,
): Promise<Redriven> => {
  const isWhole = seen >= total && lying.every(({ kind }) => kind === 'failed' && wanted.includes(kind));
  if (isWhole && (await queue.moveAll())) return watchMove(queue, pause);
  return oneByOne(queue, total, wanted);
};

const watchMove = async (
  queue: DeadLetterQueue,
  pause: (milliseconds: number) => Promise<void>,
): Promise<Redriven> => {
  for (;;) {
    const state = await queue.moveState();
    const { kind, moved } = state;
    if (kind !== 'running') {
      return { moved, left: 0, way: 'by-sqs', problem: kind === 'failed' ? state.problem : null };
    }
    await pause(MOVE_LOOK_MS);
  }
};

const oneByOne = async (
  queue: DeadLetterQueue,
  total: number,
  wanted: readonly DeadLetterKind[],
): Promise<Redriven> => {
  const left: DeadLetter[] = [];
  let moved = 0;
  try {
    await each(queue, total, async (received) => {
      for (const letter of received) {
        if (wanted.includes(deadLetterKind(letter, queue.source))) {
          await queue.putBack(letter);
          moved += 1;
        } else left.push(letter);
      }
      return true;
    });
  } finally {
    // So that the next who looks finds them at once.
    await queue.giveBack(left);
  }
  // On a FIFO queue what stays hides what stands behind it in its group.
  return { moved, left: Math.max(left.length, total - moved), way: 'one-by-one', problem: null };
};

/** Receives until as many came as there are; SQS may answer with none though some are left, so it is asked twice. */
const each = async (
  queue: DeadLetterQueue,
  total: number,
  use: (received: readonly DeadLetter[]) => Promise<boolean>,
): Promise<void> => {
  let count = 0;
  let empty = 0;
  while (empty < 2 && count < total) {
    const received = await queue.receive();
    empty = received.length === 0 ? empty + 1 : 0;
    count += received.length;
    if (!(await use(received))) return;
  }
};
