import { describe, expect, it } from 'vitest';
import { type CopyQueue, EMPTY_QUEUE } from '../../../lib/model/copy-queue.ts';
import { ImageId } from '../../../lib/model/ids.ts';
import { askTurn, leaveTurn, returnTurn, type Turn } from '../../../lib/remediation/copies/turn.ts';

const imageOf = (n: number): ImageId => ImageId.parse(`ami-0${String(n).padStart(16, '0')}`);
const START = Date.parse('2026-11-23T10:00:00.000Z');
const at = (minutes: number): Date => new Date(START + minutes * 60_000);

/** A line in which things happen one after the other. */
class Line {
  queue: CopyQueue = EMPTY_QUEUE;

  ask(n: number, snapshots = 1, minutes = 0): Turn {
    const { queue, turn } = askTurn(this.queue, imageOf(n), snapshots, at(minutes));
    this.queue = queue;
    return turn;
  }

  leave(n: number, minutes = 0, copied = true): readonly string[] {
    const { queue, next } = leaveTurn(this.queue, imageOf(n), at(minutes), copied);
    this.queue = queue;
    return next;
  }
}

const filled = (): Line => {
  const line = new Line();
  for (let n = 0; n < 20; n += 1) line.ask(n);
  return line;
};

describe('the line of copies', () => {
  it('lets as many go as AWS copies snapshots at once, and who asks again keeps what he has', () => {
    const line = new Line();
    const turns = Array.from({ length: 22 }, (_, n) => line.ask(n).kind);
    expect(turns.filter((kind) => kind === 'go')).toHaveLength(20);
    expect(turns.slice(20)).toEqual(['wait', 'wait']);
    expect(line.ask(3).kind).toBe('go');
    expect(line.queue.tickets).toHaveLength(22);
  });

  it('counts snapshots, not images', () => {
    const line = new Line();
    expect([line.ask(1, 12).kind, line.ask(2, 8).kind, line.ask(3, 1).kind]).toEqual(['go', 'go', 'wait']);
  });

  it('lets nobody past who asked later, though there were room for him', () => {
    const line = new Line();
    line.ask(1, 15);
    expect(line.ask(2, 10)).toMatchObject({ kind: 'wait', before: 1 });
    expect(line.ask(3, 1)).toMatchObject({ kind: 'wait', before: 2 });
    expect(line.leave(1)).toEqual([imageOf(2), imageOf(3)]);
    expect([line.ask(3, 1).kind, line.ask(2, 10).kind, line.ask(3, 1).kind]).toEqual(['wait', 'go', 'go']);
  });

  it('lets one go alone that has more snapshots than AWS copies at once', () => {
    const line = new Line();
    expect([line.ask(1, 40).kind, line.ask(2).kind]).toEqual(['go', 'wait']);
  });

  it('forgets who does not ask again in time, and not before', () => {
    const line = filled();
    line.ask(20);
    expect(line.ask(21, 1, 44)).toMatchObject({ kind: 'wait' });
    expect(line.ask(21, 1, 45).kind).toBe('go');
    expect(line.queue.tickets).toHaveLength(1);
  });

  it('says when a turn is expected by how long copies took, and nothing as long as none was timed', () => {
    const line = filled();
    expect(line.ask(20)).toMatchObject({ kind: 'wait', expectedAt: null });
    line.leave(0, 10);
    expect(line.queue.secondsPerCopy).toBe(600);
    line.ask(20, 1, 10);
    expect(line.ask(21, 1, 10)).toMatchObject({ expectedAt: '2026-11-23T10:20:00.000Z' });
    // The same is said until it has passed.
    expect(line.ask(21, 1, 15)).toMatchObject({ expectedAt: '2026-11-23T10:20:00.000Z' });
    expect(line.ask(21, 1, 20)).toMatchObject({ expectedAt: '2026-11-23T10:30:00.000Z' });
    expect(line.ask(21, 1, 31)).toMatchObject({ expectedAt: '2026-11-23T10:41:00.000Z' });
    line.leave(1, 40);
    expect(line.queue.secondsPerCopy).toBe(1050);
  });

  it('learns nothing of a copy that failed, or of one that never began', () => {
    const line = filled();
    line.ask(20);
    expect(line.leave(0, 10, false)).toEqual([imageOf(20)]);
    expect(line.leave(20, 10)).toEqual([]);
    expect(line.queue.secondsPerCopy).toBeNull();
    line.leave(1, 10);
    line.ask(21, 1, 10);
    line.leave(21, 20);
    expect(line.queue.secondsPerCopy).toBe(600);
    expect(line.leave(77, 20)).toEqual([]);
    expect(line.queue.secondsPerCopy).toBe(600);
  });

  it('tells as many that they may go as there is room for, the first first', () => {
    const line = filled();
    for (const n of [20, 21, 22]) line.ask(n);
    expect(line.leave(0)).toEqual([imageOf(20)]);
    expect(line.leave(1)).toEqual([imageOf(20), imageOf(21)]);
  });

  it('asks those further behind to come back later', () => {
    const line = filled();
    line.queue = { ...line.queue, secondsPerCopy: 3600 };
    const turns = Array.from({ length: 400 }, (_, n) => line.ask(100 + n));
    expect(turns[1]).toMatchObject({ again: '2026-11-23T10:15:00.000Z' });
    expect(turns[399]).toMatchObject({ again: '2026-11-23T15:00:00.000Z' });
  });

  it('holds no more than five hundred who wait', () => {
    const line = filled();
    for (let n = 20; n < 520; n += 1) line.ask(n);
    expect(line.ask(520)).toEqual({ kind: 'full', again: '2026-11-23T16:00:00.000Z' });
    expect(line.queue.tickets).toHaveLength(520);
    expect(line.ask(519).kind).toBe('wait');
  });

  it('keeps the place of one that goes back to waiting', () => {
    const line = filled();
    line.ask(20);
    line.queue = returnTurn(line.queue, imageOf(5));
    const waiting = line.queue.tickets.filter(({ startedAt }) => startedAt === null);
    expect(waiting.map(({ image }) => image)).toEqual([imageOf(5), imageOf(20)]);
    // Who has begun is not kept by one that waits before it.
    expect(line.ask(10).kind).toBe('go');
    expect(line.ask(20).kind).toBe('wait');
    expect([line.ask(5).kind, line.ask(20).kind]).toEqual(['go', 'wait']);
  });
});
