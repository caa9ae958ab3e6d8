import { Fault } from '../../lib/model/fault.ts';
import type { SandboxClock } from '../../lib/sandbox/clock.ts';
import type { Draw } from './draw.ts';
import type { Trouble } from './history.ts';
import type { Befalls } from './in-process-ec2.ts';

/** A branch of a worker that stands before its next call of a port, until its turn comes and its pause is over. */
interface Parked {
  readonly worker: Worker;
  readonly wakeAt: number;
  readonly go: () => void;
}

/** Told of the calls of a worker's ports, so that laws can be held against them. */
export interface Watcher {
  before(worker: Worker, port: string, call: string, args: readonly unknown[]): Promise<void>;
  after(worker: Worker, port: string, call: string, args: readonly unknown[], answer: unknown): Promise<void>;
}

/** How a worker's handling of a message ended. */
export type End =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'died' };

/** One run of a function: it takes its turn before each call of a port, and may die or meet a fault there. */
export class Worker {
  readonly name: string;
  readonly since: number;
  /** What the laws remember of it. */
  readonly memory = new Map<string, unknown>();
  end: End | null = null;
  lastCall = '';
  private readonly stage: Stage;
  private readonly draw: Draw;
  private readonly trouble: Trouble;

  constructor(name: string, stage: Stage, draw: Draw, trouble: Trouble) {
    this.name = name;
    this.stage = stage;
    this.draw = draw;
    this.trouble = trouble;
    this.since = stage.clock.now().getTime();
  }

  start(work: () => Promise<unknown>): void {
    work().then(
      (value) => (this.end ??= { kind: 'done', value }),
      (error: unknown) => (this.end ??= { kind: 'failed', error }),
    );
  }

  /** A port of which every call waits for its turn, is told to the laws, and may go wrong. */
  port<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): Promise<unknown> =>
          this.step(name, String(member), args, () =>
            Promise.resolve(Reflect.apply(value, target, args) as unknown),
          );
      },
    });
  }

  /** Resolves when so many milliseconds of the history's time have passed. */
  pause(ms: number): Promise<void> {
    return this.stage.park(this, ms);
  }

  private async step(
    port: string,
    call: string,
    args: readonly unknown[],
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    await this.stage.park(this, 0);
    this.lastCall = call;
    const { crash, before, after } = this.trouble;
    const dies = this.draw.chance(crash);
    const diesBefore = this.draw.chance(0.5);
    if (dies && diesBefore) return this.die();
    const fails = this.draw.chance(before);
    const loses = this.draw.chance(after);
    if (fails) this.stage.counts.failures += 1;
    else if (loses) this.stage.counts.lostAnswers += 1;
    const isEc2 = port === 'reader' || port === 'writer';
    if (fails && !isEc2) throw new Fault(call, 'ThrottlingException', 'slower', { retryable: true });
    await this.stage.watcher.before(this, port, call, args);
    if (isEc2) this.stage.befalls = this.befalls(fails, loses);
    this.stage.lagMs = this.trouble.lagMs;
    try {
      const answer = await run();
      this.stage.befalls = null;
      await this.stage.watcher.after(this, port, call, args, answer);
      if (dies) return await this.die();
      if (loses && !isEc2) throw new Fault(call, 'TimeoutError', 'no answer in time', { retryable: true });
      return answer;
    } catch (error) {
      this.stage.befalls = null;
      await this.stage.watcher.after(this, port, call, args, error);
      throw error;
    }
  }

  /** What befalls the first call of EC2 behind a port, or one that is denied. */
  private befalls(fails: boolean, loses: boolean): () => Befalls {
    const code = this.draw.chance(this.trouble.denied) ? 'UnauthorizedOperation' : null;
    let first = true;
    return () => {
      const is = first;
      first = false;
      if (!is) return { before: code, after: null };
      return {
        before: code ?? (fails ? 'RequestLimitExceeded' : null),
        after: loses ? 'TimeoutError' : null,
      };
    };
  }

  /** The process is gone: nothing of it happens any more. */
  private die(): Promise<never> {
    this.end = { kind: 'died' };
    this.stage.counts.deaths += 1;
    return new Promise(() => undefined);
  }
}

/** Where workers take their turns, one at a time, in an order of the seed. */
export class Stage {
  readonly clock: SandboxClock;
  readonly watcher: Watcher;
  befalls: (() => Befalls) | null = null;
  lagMs = 0;
  /** What has happened so far: calls of ports, processes that died, calls that failed before they had an effect or lost their answer after it. */
  readonly counts = { calls: 0, deaths: 0, failures: 0, lostAnswers: 0 };
  private parked: Parked[] = [];

  constructor(clock: SandboxClock, watcher: Watcher) {
    this.clock = clock;
    this.watcher = watcher;
  }

  park(worker: Worker, ms: number): Promise<void> {
    const wakeAt = this.clock.now().getTime() + ms;
    return new Promise((go) => this.parked.push({ worker, wakeAt, go }));
  }

  /** Lets workers run to their ends, one call of one of them at a time. `meanwhile` is called after each, with their number. */
  async run(
    workers: readonly Worker[],
    draw: Draw,
    stall: number,
    meanwhile: (turn: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    let turn = 0;
    for (let idle = 0; ;) {
      // All that does not wait for a turn runs to its end before this comes back.
      await new Promise((resolve) => setImmediate(resolve));
      this.parked = this.parked.filter(({ worker }) => worker.end === null);
      if (workers.every(({ end }) => end !== null)) return;
      const mine = this.parked.filter(({ worker }) => workers.includes(worker));
      if (mine.length === 0) {
        idle += 1;
        if (idle > 1000) throw new Error('workers wait for something that never comes');
        continue;
      }
      idle = 0;
      const next = this.next(mine, draw);
      this.parked = this.parked.filter((one) => one !== next);
      this.counts.calls += 1;
      turn += 1;
      // Between the last look at its lease and the write nothing takes long: the SDK gives up before a lease ends.
      const isAboutToWrite = [next, ...this.parked].some(({ worker }) => worker.lastCall === 'holdLease');
      const stalls = draw.chance(stall) && !isAboutToWrite;
      this.clock.advance(stalls ? 20_000 + draw.below(30_000) : 1 + draw.below(3));
      next.go();
      await new Promise((resolve) => setImmediate(resolve));
      await meanwhile(turn);
    }
  }

  private next(parked: readonly Parked[], draw: Draw): Parked {
    const now = this.clock.now().getTime();
    const ready = parked.filter(({ wakeAt }) => wakeAt <= now);
    if (ready.length > 0) return draw.pick(ready);
    const earliest = Math.min(...parked.map(({ wakeAt }) => wakeAt));
    this.clock.advance(earliest - now);
    return draw.pick(parked.filter(({ wakeAt }) => wakeAt <= earliest));
  }
}
