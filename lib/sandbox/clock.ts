import type { Clock } from '../ports/clock.ts';

/** A call that is due at an instant of the sandbox's time. */
export interface Timer {
  cancel(): void;
}

interface Due {
  readonly at: number;
  readonly run: () => void;
}

// setTimeout fires at once when its delay does not fit 32 bits.
const LONGEST_SLEEP_MS = 2_147_483_647;

/**
 * The sandbox's time: flows with real time from `start` (default: now), `speed` times as fast, or stands still when `frozen`, and
 * jumps ahead by `advance`. Timers run in the order of their instants, those of one instant in the order in which they were set.
 */
export class SandboxClock implements Clock {
  private readonly frozen: boolean;
  private readonly speed: number;
  private readonly timers: Due[] = [];
  private base: number;
  private began = performance.now();
  private seen = 0;
  private pinned: number | null = null;
  private sleep: NodeJS.Timeout | null = null;

  constructor(options: { readonly start?: Date; readonly frozen?: boolean; readonly speed?: number } = {}) {
    this.base = (options.start ?? new Date()).getTime();
    this.frozen = options.frozen ?? false;
    this.speed = options.speed ?? 1;
  }

  now(): Date {
    return new Date(this.time());
  }

  /** Runs `run` at this instant: at the next turn of the event loop, or the next `advance` when frozen, if it is past. */
  at(when: Date, run: () => void): Timer {
    const due: Due = { at: when.getTime(), run };
    const after = this.timers.findLastIndex((other) => other.at <= due.at);
    this.timers.splice(after + 1, 0, due);
    this.arm();
    return {
      cancel: () => {
        const index = this.timers.indexOf(due);
        if (index >= 0) this.timers.splice(index, 1);
        this.arm();
      },
    };
  }

  after(milliseconds: number, run: () => void): Timer {
    return this.at(new Date(this.time() + milliseconds), run);
  }

  /** Lets time pass at once: what falls due on the way runs at its own instant, before this returns. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError(`time does not go back: ${String(milliseconds)} ms`);
    if (this.pinned !== null) throw new Error('a timer cannot advance the time in which it runs');
    const target = this.time() + milliseconds;
    this.runUntil(target);
    this.base = target;
    this.began = performance.now();
    this.arm();
  }

  /** Forgets all timers, so that nothing runs any more. */
  close(): void {
    this.timers.length = 0;
    this.arm();
  }

  private time(): number {
    if (this.pinned !== null) return this.pinned;
    // Whole milliseconds, as the AWS APIs know no smaller ones.
    this.seen = this.frozen
      ? this.base
      : this.base + Math.floor((performance.now() - this.began) * this.speed);
    return this.seen;
  }

  private runUntil(target: number): void {
    try {
      for (let due = this.timers[0]; due !== undefined && due.at <= target; due = this.timers[0]) {
        this.timers.shift();
        // A timer that comes late (the event loop was busy) must not turn back a time that somebody has seen.
        this.pinned = Math.max(due.at, this.seen);
        this.seen = this.pinned;
        due.run();
      }
    } finally {
      this.pinned = null;
    }
  }

  private arm(): void {
    if (this.sleep !== null) clearTimeout(this.sleep);
    this.sleep = null;
    const [first] = this.timers;
    if (this.frozen || first === undefined || this.pinned !== null) return;
    const delay = Math.min(Math.max(first.at - this.time(), 0) / this.speed, LONGEST_SLEEP_MS);
    this.sleep = setTimeout(() => {
      this.runUntil(this.time());
      this.arm();
    }, delay);
    this.sleep.unref();
  }
}
