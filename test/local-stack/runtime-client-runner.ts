import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLambda, type LambdaFunction } from '../e2e/lambda-runtime/lambda-function.ts';
import { PACKAGE } from '../e2e/lambda-runtime/fresh-package.ts';
import { zipFile } from '../e2e/lambda-runtime/packaged.ts';
import { unpackZip } from '../e2e/lambda-runtime/zip.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { FunctionRunner, FunctionSettings, RunningFunction } from './runner.ts';

const CLOCK_AHEAD = new URL('clock-ahead.mjs', import.meta.url).href;
const ZIPS = fileURLToPath(new URL('../../.cache/local-stack/', import.meta.url));

/**
 * Runs the packaged zips under AWS's runtime client: as many processes at a time as events are under way, `most` at most, kept warm, each with
 * the environment of its function alone. What the log of a dead process held is kept.
 */
export const runtimeClientRunner =
  (client: string, most: number): FunctionRunner =>
  (settings) =>
    new Pool(settings, client, most);

/** A process, and by how much its clock runs ahead of the machine's. */
type Started = LambdaFunction & { readonly aheadMs: number };

class Pool implements RunningFunction {
  private readonly settings: FunctionSettings;
  private readonly client: string;
  private readonly most: number;
  private readonly folder: string;
  private readonly idle: Started[] = [];
  private readonly all = new Set<Started>();
  private readonly waiting: (() => void)[] = [];
  private readonly logs: string[] = [];
  private starting = 0;

  constructor(settings: FunctionSettings, client: string, most: number) {
    this.settings = settings;
    this.client = client;
    this.most = most;
    const { name } = settings.stackFunction;
    this.folder = join(ZIPS, `${String(process.pid)}-${name}`);
    rmSync(this.folder, { recursive: true, force: true });
    unpackZip(zipFile(name.split('-').at(-1) ?? name, PACKAGE), this.folder);
  }

  readonly invoke = async (event: unknown): Promise<unknown> => {
    const lambda = await this.take();
    const { timeoutSeconds } = this.settings.stackFunction;
    // What takes longer is ended, and fails, as in Lambda.
    const late = setTimeout(() => process.kill(lambda.pid, 'SIGKILL'), timeoutSeconds * 1_000);
    const ended = await lambda.invoke(event);
    clearTimeout(late);
    if (this.all.has(lambda) && (ended.kind === 'answered' || !isDead(ended.error))) this.giveBack(lambda);
    else await this.bury(lambda);
    if (ended.kind === 'answered') return ended.body;
    throw new Error(`${this.settings.stackFunction.name}: ${JSON.stringify(ended.error)}`);
  };

  readonly kill = (): number => {
    const killed = [...this.all];
    for (const { pid } of killed) process.kill(pid, 'SIGKILL');
    // Nobody gives an event to what is dead; one that has an event learns of it by its end.
    for (const lambda of this.idle.splice(0)) void this.bury(lambda);
    return killed.length;
  };

  readonly log = (): string => [...this.logs, ...[...this.all].map((one) => one.log())].join('');

  readonly stop = async (): Promise<void> => {
    await Promise.all([...this.all].map((lambda) => lambda.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  };

  private async take(): Promise<Started> {
    for (;;) {
      const warm = this.idle.pop();
      if (warm !== undefined) {
        if (Math.abs(aheadOf(this.settings.clock) - warm.aheadMs) < LONGEST_LAG_MS) return warm;
        // Two functions whose clocks differ by minutes would judge by two times; none of AWS's do.
        await this.bury(warm);
        continue;
      }
      if (this.all.size + this.starting < this.most) return this.start();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private giveBack(lambda: Started): void {
    this.idle.push(lambda);
    this.waiting.shift()?.();
  }

  private async bury(lambda: Started): Promise<void> {
    this.all.delete(lambda);
    this.logs.push(lambda.log());
    await lambda.stop();
    this.waiting.shift()?.();
  }

  private async start(): Promise<Started> {
    const { stackFunction, environment, credentials, region } = this.settings;
    this.starting += 1;
    try {
      const keys = credentials();
      const aheadMs = aheadOf(this.settings.clock);
      const lambda = await startLambda({
        client: this.client,
        folder: this.folder,
        name: stackFunction.name,
        handler: stackFunction.handler,
        memorySize: stackFunction.memorySize,
        timeoutSeconds: stackFunction.timeoutSeconds,
        aheadMs,
        environment: {
          ...environment,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: keys.accessKeyId,
          AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
          AWS_SESSION_TOKEN: keys.sessionToken,
          // So that it lives in the sandbox's time, when somebody has let that run ahead.
          ...(aheadMs > 0
            ? { NODE_OPTIONS: `--import=${CLOCK_AHEAD}`, LOCAL_STACK_AHEAD_MS: String(aheadMs) }
            : {}),
        },
      });
      const started = { ...lambda, aheadMs };
      this.all.add(started);
      return started;
    } finally {
      this.starting -= 1;
    }
  }
}

// A process whose time is further from the sandbox's is not used again.
const LONGEST_LAG_MS = 10_000;

// Less than this is the machine's own unsteadiness.
const LEAST_AHEAD_MS = 1_000;

const aheadOf = (clock: Clock): number => {
  const ahead = clock.now().getTime() - Date.now();
  return ahead < LEAST_AHEAD_MS ? 0 : ahead;
};

// How startLambda tells of a process that has ended; what a handler throws is an object.
const isDead = (error: unknown): boolean => typeof error === 'string' && error.startsWith('ended with ');
