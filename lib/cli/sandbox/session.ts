import type { GuardPorts } from '../../app/guard-ports.ts';
import type { Happening } from '../../ports/telemetry.ts';
import { renderStep, renderSummary } from '../../render/story.ts';
import { planDay } from '../../sandbox/day/day.ts';
import { playDay } from '../../sandbox/day/play-day.ts';
import { seededRandom } from '../../sandbox/random.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { CommandIo } from '../command-io.ts';
import { dayContext } from './day-context.ts';
import { howToTry } from './how-to-try.ts';
import { Narrator } from './narrator.ts';
import { openViolations } from './open-violations.ts';
import type { SandboxOptions } from './options.ts';
import { attachService } from './service.ts';
import { Tally } from './tally.ts';

const DEFAULT_SEED = 1;
const SLOW_MS = 700;

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

  constructor(sandbox: Sandbox, options: SandboxOptions, io: CommandIo) {
    this.sandbox = sandbox;
    this.options = options;
    this.io = io;
    this.out = options.json ? io.stderr : io.stdout;
    this.colour = this.out.isTTY && (io.env['NO_COLOR'] ?? '') === '';
    this.seed = options.seed ?? DEFAULT_SEED;
  }

  async run(): Promise<number> {
    const interrupted = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) this.io.once(signal, resolve);
    });
    const guard = this.options.guard ? this.attach() : null;
    let shown: string | null = null;
    if (guard !== null && this.options.day) {
      const day = dayContext(this.sandbox, seededRandom(this.seed));
      const played = this.play(day);
      if ((await Promise.race([played.then(() => 'played'), interrupted])) !== 'played') return 130;
      const code = await this.conclude(guard);
      if (this.options.once) return code;
      shown = day.known.get('app-untagged') ?? null;
    }
    this.say(howToTry(this.sandbox.endpoint, shown ?? this.sandbox.firstImage(), guard !== null));
    const watching = setInterval(() => void this.flushWhenIdle(), 100);
    await interrupted;
    clearInterval(watching);
    this.say('\nThe sandbox is gone, and all that was in it.');
    return 0;
  }

  private attach(): GuardPorts {
    return attachService(this.sandbox, {
      note: (happening: Happening): void => {
        this.tally.note(happening);
        this.narrator.note(happening, this.sandbox.clock.now().toISOString());
      },
    });
  }

  private async play(day: ReturnType<typeof dayContext>): Promise<void> {
    await playDay(planDay(seededRandom(this.seed)), {
      day,
      advance: (milliseconds) => {
        this.sandbox.clock.advance(milliseconds);
      },
      idle: () => this.sandbox.hub.idle(),
      before: (step) => {
        this.flush();
        this.narrator.announce(step.title);
      },
      after: async () => {
        this.flush();
        if (this.options.slow) await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      },
    });
  }

  private flush(): void {
    for (const step of this.narrator.take()) {
      this.say(`${renderStep(step, { colour: this.colour, accountName: this.sandbox.accountName })}\n`);
    }
  }

  private async flushWhenIdle(): Promise<void> {
    await this.sandbox.hub.idle();
    this.flush();
  }

  /** The day's end: every image looked at anew, the numbers, and the exit code that they mean. */
  private async conclude(guard: GuardPorts): Promise<number> {
    const open = await openViolations(this.sandbox.imageRefs(), guard);
    const summary = { ...this.tally.totals(), openViolations: open.length, seed: this.seed };
    this.say(renderSummary(summary, { colour: this.colour }));
    for (const finding of open) this.say(`still open: ${finding.ref.image} ${finding.rule}: ${finding.reason}`);
    if (this.options.json) this.io.stdout.write(`${JSON.stringify(summary)}\n`);
    return open.length === 0 && summary.failed === 0 ? 0 : 1;
  }

  private say(text: string): void {
    this.out.write(`${text}\n`);
  }
}
