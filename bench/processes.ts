import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { lambdaNode } from '../test/e2e/lambda-runtime/lambda-function.ts';

const run = promisify(execFile);

/** CPU time in milliseconds that a living process's threads have used, by Linux's scheduler (nanoseconds in /proc/…/schedstat). */
export const cpuTime = (pid: number): number => {
  const threads = readdirSync(`/proc/${String(pid)}/task`);
  const used = threads.map((thread) => {
    const [onCpu = ''] = readFileSync(`/proc/${String(pid)}/task/${thread}/schedstat`, 'utf8').split(' ');
    return Number(onCpu) / 1e6;
  });
  return used.reduce((sum, one) => sum + one, 0);
};

/** The most memory that a living process ever held, in MB (VmHWM in /proc/…/status). */
export const peakMemory = (pid: number): number => {
  const [, kilobytes = ''] =
    /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
};

/** What a Node that does nothing (`node -e 0`) takes on this machine at this moment, in milliseconds. */
export const emptyNode = async (): Promise<{ readonly wall: number; readonly cpu: number }> => {
  const start = performance.now();
  await run(lambdaNode, ['-e', '0']);
  const wall = performance.now() - start;
  const report = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)';
  return { wall, cpu: Number((await run(lambdaNode, ['-e', report])).stdout) };
};

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
};
