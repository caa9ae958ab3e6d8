import { expect, test } from 'vitest';
import { redrive, survey } from '../../../lib/app/redrive.ts';
import type { DeadLetter } from '../../../lib/model/dead-letter.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { DeadLetterQueue, MoveState } from '../../../lib/ports/dead-letters.ts';

const TICK = '{"kind":"tick","at":"2026-11-23T10:00:00Z"}';

/** A dead-letter queue in memory; `hidden` are those that somebody has received. */
class MemoryQueue implements DeadLetterQueue {
  readonly name = 'ami-warden-dev-notices-dlq.fifo';
  readonly source = 'ami-warden-dev-notices.fifo';
  readonly sent: string[] = [];
  readonly hidden = new Set<string>();
  lying: DeadLetter[];
  /** What befalls the next `putBack`s, in their order. */
  breaks: ('before' | 'between' | null)[] = [];
  moves: MoveState[] = [];

  constructor(...bodies: readonly string[]) {
    this.lying = bodies.map((body, index) => ({
      id: `m${String(index)}`,
      handle: `h${String(index)}`,
      body,
      attributes: {},
      group: null,
      sentAt: new Date(Date.UTC(2026, 10, 23, 10, index)),
    }));
  }

  count = () => Promise.resolve(this.lying.length);
  receive = () => {
    const some = this.lying.filter(({ id }) => !this.hidden.has(id)).slice(0, 10);
    for (const { id } of some) this.hidden.add(id);
    return Promise.resolve(some);
  };
  giveBack = (letters: readonly DeadLetter[]) => {
    for (const { id } of letters) this.hidden.delete(id);
    return Promise.resolve();
  };
  putBack = (letter: DeadLetter) => {
    const breaks = this.breaks.shift() ?? null;
    const fault = new Fault('SendMessage', 'ServiceUnavailable', 'out', { retryable: true });
    if (breaks === 'before') return Promise.reject(fault);
    this.sent.push(letter.id);
    if (breaks === 'between') return Promise.reject(fault);
    this.lying = this.lying.filter(({ id }) => id !== letter.id);
    this.hidden.delete(letter.id);
    return Promise.resolve();
  };
  moveAll = () => Promise.resolve(this.moves.length > 0);
  moveState = () => Promise.resolve(this.moves.shift() ?? { kind: 'done' as const, moved: 0 });
}

const pauses = (): { readonly waited: number[]; readonly pause: (ms: number) => Promise<void> } => {
  const waited: number[] = [];
  return {
    waited,
    pause: (ms) => {
      waited.push(ms);
      return Promise.resolve();
    },
  };
};

test('looking changes nothing: all that was received is given back, and counted by kind with the oldest', async () => {
  const queue = new MemoryQueue(TICK, '{', TICK);
  const { total, seen, lying } = await survey(queue);
  expect([total, seen, queue.hidden.size]).toEqual([3, 3, 0]);
  expect(lying).toEqual([
    { kind: 'failed', count: 2, oldest: new Date('2026-11-23T10:00:00Z'), example: TICK },
    { kind: 'malformed', count: 1, oldest: new Date('2026-11-23T10:01:00Z'), example: '{' },
  ]);
});

test.each([
  ['before it was sent', 'before' as const, ['m0']],
  ['between sending and deleting', 'between' as const, ['m0', 'm1']],
])('a crash %s loses nothing, and what is done again is at most the one', async (_, breaks, sent) => {
  const queue = new MemoryQueue(TICK, TICK, TICK);
  queue.breaks = [null, breaks];
  const { pause } = pauses();
  await expect(redrive(await survey(queue), ['failed'], pause)).rejects.toThrow('out');
  expect(queue.sent).toEqual(sent);
  expect(queue.lying.map(({ id }) => id)).toEqual(['m1', 'm2']);

  // When what was received is shown again.
  queue.hidden.clear();
  const rest = await redrive(await survey(queue), ['failed'], pause);
  expect(rest).toEqual({ moved: 2, left: 0, way: 'one-by-one', problem: null });
  expect([queue.lying, [...new Set(queue.sent)]]).toEqual([[], ['m0', 'm1', 'm2']]);
});

test('what is left of other kinds is shown to others again', async () => {
  const queue = new MemoryQueue(TICK, '{', TICK);
  const { pause } = pauses();
  expect(await redrive(await survey(queue), ['failed'], pause)).toMatchObject({ moved: 2, left: 1 });
  expect([queue.lying.map(({ body }) => body), queue.hidden.size]).toEqual([['{'], 0]);
});

test('a move by SQS is watched to its end, which may be a failure', async () => {
  const queue = new MemoryQueue(TICK, TICK);
  const { waited, pause } = pauses();
  queue.moves = [
    { kind: 'running', moved: 0 },
    { kind: 'running', moved: 1 },
    { kind: 'done', moved: 2 },
  ];
  expect(await redrive(await survey(queue), ['failed'], pause)).toEqual({
    moved: 2,
    left: 0,
    way: 'by-sqs',
    problem: null,
  });
  expect(waited).toEqual([1_000, 1_000]);
  queue.moves = [{ kind: 'failed', moved: 1, problem: 'CouldNotDetermineMessageSource' }];
  expect(await redrive(await survey(queue), ['failed'], pause)).toMatchObject({
    moved: 1,
    problem: 'CouldNotDetermineMessageSource',
  });
});

test('SQS is not let move a queue in which something is to stay, nor one that was not seen as a whole', async () => {
  const queue = new MemoryQueue(TICK, '{');
  queue.moves = [{ kind: 'done', moved: 2 }];
  const { pause } = pauses();
  expect(await redrive(await survey(queue), ['failed'], pause)).toMatchObject({
    moved: 1,
    way: 'one-by-one',
  });
  const seen = await survey(queue);
  expect(await redrive({ ...seen, total: 5_000 }, ['malformed'], pause)).toMatchObject({ way: 'one-by-one' });
});
