import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeSweep } from '../functions/sweep/sweep.ts';
import { wireWorker } from '../lib/config/wire-sweep.ts';
import { SandboxClock } from '../lib/sandbox/clock.ts';
import type { Sandbox } from '../lib/sandbox/sandbox.ts';

/** What the sandbox's process says when it is up. */
export interface WorkerSandbox {
  readonly environment: Readonly<Record<string, string>>;
  readonly credentials: ReturnType<Sandbox['credentialsOf']>;
  readonly places: readonly { readonly account: string; readonly region: string; readonly images: number }[];
}

// node --max-semi-space-size=26 --max-old-space-size=460 bench/worker-memory.ts '{"images":50000}': all in one account-region; with
// "accounts" and "regions" spread over those; with "listed" 1 under a policy that reads no more than lists. Its figures stand in docs/benchmarks.md.
const child = fork(fileURLToPath(new URL('worker-sandbox.ts', import.meta.url)), [process.argv[2] ?? '{}'], {
  execArgv: ['--max-old-space-size=14000'],
});
const [{ environment, credentials, places }] = (await once(child, 'message')) as [WorkerSandbox];
const peak = (): string => `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`;
const sweep = makeSweep(
  wireWorker(environment, {
    telemetry: { note: () => undefined },
    clock: new SandboxClock({ start: new Date('2026-03-01T10:00:00Z'), frozen: true }),
    sleep: () => Promise.resolve(),
    credentials: () => Promise.resolve(credentials),
  }),
);
process.stdout.write(`${places.map(({ images }) => images).join()} images; before: ${peak()}\n`);
for (const name of ['first', 'second']) {
  const Items = places.slice(0, 25).map(({ account, region }) => ({ account, region, sweep: name }));
  const cpu = process.cpuUsage();
  const answer = await sweep({ batch: { Items }, retry: 0 }, { getRemainingTimeInMillis: () => 900_000 });
  const { user, system } = process.cpuUsage(cpu);
  const { then, cause } = answer;
  process.stdout.write(
    `${name}: ${then} ${cause} peak ${peak()}, CPU ${((user + system) / 1e6).toFixed(1)} s, now ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB of heap\n`,
  );
}
child.disconnect();
