import { describe, expect, it } from 'vitest';
import { cached } from '../../../lib/aws/cached.ts';
import { handClock } from './mocks.ts';

/** Answers 1, 2, 3 …, and rejects while it is told to. */
const counter = (): { load: () => Promise<number>; calls: () => number; fail: (now: boolean) => void } => {
  let calls = 0;
  let failing = false;
  return {
    calls: () => calls,
    fail: (now) => {
      failing = now;
    },
    load: () => {
      calls += 1;
      return failing ? Promise.reject(new Error(`call ${String(calls)}`)) : Promise.resolve(calls);
    },
  };
};

describe('a cached value', () => {
  it('is loaded once for those who ask at once, and kept to the millisecond', async () => {
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const { load } = counter();
    const value = cached({ clock, freshMs: 60_000, load });
    expect(await Promise.all([value(), value(), value()])).toEqual([1, 1, 1]);
    clock.set('2026-03-01T10:00:59.999Z');
    expect(await value()).toBe(1);
    clock.set('2026-03-01T10:01:00.000Z');
    expect(await value()).toBe(2);
  });

  it('is asked for again after a failure, which is not kept', async () => {
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const source = counter();
    const value = cached({ clock, freshMs: 60_000, load: source.load });
    source.fail(true);
    await expect(value()).rejects.toThrow('call 1');
    source.fail(false);
    expect(await value()).toBe(2);
  });

  it('stands in for none that fails, unless told for how long', async () => {
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const source = counter();
    const value = cached({ clock, freshMs: 60_000, load: source.load });
    await value();
    source.fail(true);
    clock.set('2026-03-01T10:01:00.000Z');
    await expect(value()).rejects.toThrow('call 2');
  });

  it('stands in until it is too old, while new tries keep their distance', async () => {
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const source = counter();
    const stale = { upToMs: 3_600_000, retryMs: 30_000 };
    const value = cached({ clock, freshMs: 60_000, load: source.load, stale });
    await value();
    source.fail(true);
    clock.set('2026-03-01T10:01:00.000Z');
    expect(await value()).toBe(1);
    clock.set('2026-03-01T10:01:29.999Z');
    expect(await value()).toBe(1);
    expect(source.calls()).toBe(2);
    clock.set('2026-03-01T10:59:59.999Z');
    expect(await value()).toBe(1);
    expect(source.calls()).toBe(3);
    clock.set('2026-03-01T11:00:00.000Z');
    await expect(value()).rejects.toThrow('call 4');
    source.fail(false);
    expect(await value()).toBe(5);
  });

  it('is handed to the load after it', async () => {
    const clock = handClock('2026-03-01T10:00:00.000Z');
    const value = cached<string>({
      clock,
      freshMs: 1_000,
      load: (last) => Promise.resolve(last === null ? 'first' : `after ${last}`),
    });
    expect(await value()).toBe('first');
    clock.set('2026-03-01T10:00:01.000Z');
    expect(await value()).toBe('after first');
  });
});
