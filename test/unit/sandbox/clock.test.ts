import { describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../lib/sandbox/clock.ts';

const START = new Date('2026-03-01T10:00:00.000Z');
const frozen = (): SandboxClock => new SandboxClock({ start: START, frozen: true });

describe('the sandbox’s time', () => {
  it('stands still when frozen, and jumps', () => {
    const clock = frozen();
    expect(clock.now().toISOString()).toBe('2026-03-01T10:00:00.000Z');
    clock.advance(90_000);
    expect(clock.now().toISOString()).toBe('2026-03-01T10:01:30.000Z');
  });

  it('runs what falls due in order of instants, then of asking, each at its own instant', () => {
    const clock = frozen();
    const seen: string[] = [];
    const note = (name: string) => () => {
      seen.push(`${name} at ${clock.now().toISOString().slice(14, 23)}`);
    };
    clock.after(2000, note('second'));
    clock.after(1000, note('first'));
    clock.after(2000, note('third'));
    clock.after(5000, note('never'));
    clock.advance(2000);
    expect(seen).toEqual(['first at 00:01.000', 'second at 00:02.000', 'third at 00:02.000']);
  });

  it('runs a timer that a timer set, if it still falls due', () => {
    const clock = frozen();
    const seen: string[] = [];
    clock.after(1000, () => {
      clock.after(500, () => seen.push(clock.now().toISOString()));
      clock.after(5000, () => seen.push('too late'));
    });
    clock.advance(2000);
    expect(seen).toEqual(['2026-03-01T10:00:01.500Z']);
    expect(clock.now().toISOString()).toBe('2026-03-01T10:00:02.000Z');
  });

  it('does not run what was cancelled, nor anything after its end', () => {
    const clock = frozen();
    const seen: string[] = [];
    clock.after(1000, () => seen.push('cancelled')).cancel();
    clock.after(1000, () => seen.push('closed'));
    clock.close();
    clock.advance(2000);
    expect(seen).toEqual([]);
  });

  it('does not go back, nor is advanced by a timer', () => {
    const clock = frozen();
    expect(() => {
      clock.advance(-1);
    }).toThrow('time does not go back: -1 ms');
    clock.after(1, () => {
      clock.advance(1);
    });
    expect(() => {
      clock.advance(1);
    }).toThrow('a timer cannot advance the time in which it runs');
  });

  it('flows with real time otherwise, and runs timers by itself', async () => {
    const clock = new SandboxClock({ start: START });
    const ranAt = await new Promise<Date>((resolve) => {
      // The clock's own timer lets the process end; this one keeps it until then.
      const keep = setInterval(() => undefined, 1000);
      clock.after(5, () => {
        clearInterval(keep);
        resolve(clock.now());
      });
    });
    expect(ranAt.getTime()).toBeGreaterThanOrEqual(START.getTime() + 5);
    clock.close();
  });
});
