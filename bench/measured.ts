import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CACHE, type Spent } from './child.ts';

// The kernel's account of a child that has ended, whatever it is written in. Kilobytes.
const MEASURE = `import json, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump({'cpu': used.ru_utime + used.ru_stime, 'peak': used.ru_maxrss, 'code': code}, open(sys.argv[1], 'w'))`;

interface Measured {
  readonly cpu: number;
  readonly peak: number;
  readonly code: number;
}

/** Runs a program to its end, whatever that is, and measures it from outside, so that programs of several languages can be compared. Needs python3. */
export const measured = async (
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Spent & { readonly stdout: string; readonly stderr: string }> => {
  mkdirSync(CACHE, { recursive: true });
  const report = `${CACHE}measured.json`;
  const start = performance.now();
  const child = spawn('python3', ['-c', MEASURE, report, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const written: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout.on('data', (text: Buffer) => written.push(text));
  child.stderr.on('data', (text: Buffer) => complained.push(text));
  await once(child, 'close');
  const seconds = (performance.now() - start) / 1000;
  const stderr = Buffer.concat(complained).toString('utf8');
  const { cpu, peak, code } = JSON.parse(await readFile(report, 'utf8')) as Measured;
  const stdout = Buffer.concat(written).toString('utf8');
  return { seconds, cpuSeconds: cpu, peakMb: peak / 1000, code, stdout, stderr };
};
