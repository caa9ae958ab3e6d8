import type { GuardPorts } from '../../app/guard-ports.ts';
import { subjectKey } from '../../model/subject.ts';
import type { Happening } from '../../ports/telemetry.ts';
import { renderStep, renderSummary } from '../../render/story.ts';
import { dayContext } from '../../sandbox/day/day-context.ts';
import { planDay } from '../../sandbox/day/day.ts';
import { playDay } from '../../sandbox/day/play-day.ts';
import type { DayStep } from '../../sandbox/day/day-step.ts';
import { seededRandom } from '../../sandbox/random.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT } from '../output/exit-code.ts';
import { hasColour } from '../output/screen.ts';
import { imageRefs, imageToTry } from './estate.ts';
import { howToTry } from './how-to-try.ts';
import { writeInventory } from './inventory.ts';
import { Narrator } from './narrator.ts';
import { openViolations } from './open-violations.ts';
import type { SandboxOptions } from './options.ts';
import { attachService } from './service.ts';
import { Tally } from './tally.ts';

const DEFAULT_SEED = 1;
const SLOW_MS = 700;
const NIGHT_STEP_MS = 30 * 60_000;
const DAY_MS = 24 * 3_600_000;

/** One run of the sandbox in front of somebody: the day, its numbers, and then whatever they do to it. */
export class Session {
  private readonly narrator = new Narrator();
  private readonly tally = new Tally();
  private readonly out: NodeJS.WriteStream;
  private readonly colour: boolean;
  private readonly seed: number;
  private readonly sandbox: Sandbox;
  private readonly options: SandboxOptions;
  private readonly io: CommandIo;
  private isOver = false;

  constructor(sandbox: Sandbox, options: SandboxOptions, io: CommandIo) {
    this.sandbox = sandbox;
    this.options = options;
    this.io = io;
    this.out = options.json ? io.stderr : io.stdout;
    this.colour = hasColour(this.out, io.env);
    this.seed = options.seed ?? DEFAULT_SEED;
  }

  async run(): Promise<number> {
    // A reader that went away (`| head`) is no error: the run goes on, and its exit code tells how it ended.
    for (const stream of [this.io.stdout, this.io.stderr]) stream.on('error', ignoreClosedPipe);
    const interrupted = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) this.io.once(signal, resolve);
    });
    const guard = this.options.guard ? this.attach() : null;
    if (guard !== null && this.options.day) {
      const played = this.play().then(() => 'played' as const);
      if ((await Promise.race([played, interrupted])) !== 'played') return this.breakOff();
      const code = await this.conclude(guard);
      if (this.options.once) return code;
    }
    this.say(howToTry(this.sandbox.endpoint, imageToTry(this.sandbox), guard !== null));
    const watching = setInterval(() => void this.flushWhenIdle(), 100);
    await interrupted;
    clearInterval(watching);
    this.say('\nThe sandbox is gone, and all that was in it.');
    return 0;
  }

  /** The day still runs for a moment, against a sandbox that closes: what it would say of that is not so. */
  private breakOff(): number {
    this.say('\nInterrupted in the middle of the day. The sandbox is gone, and all that was in it.');
    this.isOver = true;
    return 130;
  }

  private attach(): GuardPorts {
    return attachService(this.sandbox, {
      note: (happening: Happening): void => {
        const at = this.sandbox.clock.now().toISOString();
        this.tally.note(happening, at);
        this.narrator.note(happening, at);
      },
    });
  }

  private async play(): Promise<void> {
    const { endpoint, clock, hub } = this.sandbox;
    const { faults, accounts, regions } = this.options;
    const publish = hub.publish.bind(hub);
    const day = dayContext({ endpoint, clock, publish }, seededRandom(this.seed), () =>
      hub.published.map(({ envelope }) => envelope),
    );
    await playDay(planDay(seededRandom(this.seed)), {
      day,
      advance: (milliseconds) => {
        clock.advance(milliseconds);
      },
      idle: () => hub.idle(),
      isTolerant: faults !== undefined || accounts !== undefined || regions !== undefined,
      failed: (step, reason) => {
        this.say(`${step.title}: did not happen as it should have: ${reason}\n`);
      },
      before: (step) => {
        this.flush();
        this.narrator.announce(step.title);
      },
      after: async (step) => {
        if (this.flush() === 0 && step.waits !== true) this.say(`${nothingArrived(step, clock.now())}\n`);
        if (this.options.slow) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      },
    });
    day.close();
    await this.passNight();
  }

  /** Until a little after midnight, UTC: what was gathered over the day is told then. */
  private async passNight(): Promise<void> {
    const { clock, hub } = this.sandbox;
    const midnight = Math.ceil(clock.now().getTime() / DAY_MS) * DAY_MS;
    while (clock.now().getTime() < midnight + NIGHT_STEP_MS / 2) {
      clock.advance(NIGHT_STEP_MS);
      await hub.idle();
      this.flush();
    }
  }

  /** Prints what happened since the last time; answers how many events that were. */
  private flush(): number {
    const steps = this.narrator.take();
    const accountName = (account: string): string | null =>
      this.sandbox.organization.account(account)?.name ?? null;
    for (const step of steps) this.say(`${renderStep(step, { colour: this.colour, accountName })}\n`);
    return steps.length;
  }

  private async flushWhenIdle(): Promise<void> {
    await this.sandbox.hub.idle();
    this.flush();
  }

  /** The day's end: every image looked at anew, the numbers, and the exit code that they mean. */
  private async conclude(guard: GuardPorts): Promise<number> {
    const open = await openViolations(imageRefs(this.sandbox), guard);
    const summary = { ...this.tally.totals(), openViolations: open.length, seed: this.seed };
    this.say(renderSummary(summary, { colour: this.colour }));
    for (const finding of open)
      this.say(`still open: ${subjectKey(finding.ref)} ${finding.rule}: ${finding.reason}`);
    if (this.options.json) this.io.stdout.write(`${JSON.stringify(summary)}\n`);
    if (this.options.inventory !== undefined) {
      const count = await writeInventory(this.options.inventory, this.sandbox, guard);
      this.io.stderr.write(`${String(count)} subjects written to ${this.options.inventory}\n`);
    }
    return open.length === 0 && summary.failed === 0 ? EXIT.clean : EXIT.error;
  }

  private say(text: string): void {
    if (this.isOver) return;
    this.out.write(`${text}\n`);
  }
}

const ignoreClosedPipe = (error: Error): void => {
  if (!('code' in error && error.code === 'EPIPE')) throw error;
};

/** A step of which no event reached the service: the templates' rules let it pass by. */
const nothingArrived = (step: DayStep, at: Date): string =>
  `${at.toISOString().slice(11, 19)}    ${step.title}\n            no event of it is for the service: no rule matches`;
