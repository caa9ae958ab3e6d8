import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { lambdaNode } from '../test/e2e/lambda-runtime/lambda-function.ts';

/** Where benchmarks keep what they make. */
export const CACHE = fileURLToPath(new URL('../.cache/bench/', import.meta.url));
const COMMAND = fileURLToPath(new URL('../bin/ami-warden.js', import.meta.url));

/** What a child process took, by the kernel's own account of it (`/usr/bin/time` would say the same). */
export interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly code: number | null;
}

// The last word of the child: its own peak and CPU time, with all that Node itself takes.
const REPORT = `process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  require('node:fs').writeFileSync(process.env.BENCH_REPORT, JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime })); });`;

/** Runs `ami-warden` with these arguments to its end, in a process of its own. Rejects when it fails (exit code 1). Answers what it wrote, too, if that is wanted. */
export const runCommand = async (
  args: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly keep?: boolean } = {},
): Promise<Spent & { readonly stdout: string }> => {
  mkdirSync(CACHE, { recursive: true });
  const report = `${CACHE}report.json`;
  writeFileSync(`${CACHE}report.cjs`, REPORT);
  const start = performance.now();
  const child = spawn(lambdaNode, ['--require', `${CACHE}report.cjs`, COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment, BENCH_REPORT: report },
  });
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  const written: Buffer[] = [];
  child.stdout.on('data', (text: Buffer) => {
    if (options.keep === true) written.push(text);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - start) / 1000;
  if (code === 1 || code === null) throw new Error(complaints);
  // Kilobytes and microseconds, as getrusage has them.
  const { maxRSS, cpu } = JSON.parse(await readFile(report, 'utf8')) as { maxRSS: number; cpu: number };
  const stdout = Buffer.concat(written).toString('utf8');
  return { seconds, cpuSeconds: cpu / 1e6, peakMb: maxRSS / 1000, code, stdout };
};
