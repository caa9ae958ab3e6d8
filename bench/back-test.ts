import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { organizationLine, subjectLine } from '../lib/cli/inventory-file/write.ts';
import { lambdaNode } from '../test/e2e/lambda-runtime/lambda-function.ts';
import { images, largeOrganization } from './estate.ts';
import type { Figures } from './figures.ts';

const IMAGES = 100_000;
const CACHE = fileURLToPath(new URL('../.cache/bench/', import.meta.url));
const COMMAND = fileURLToPath(new URL('../bin/ami-warden.js', import.meta.url));
const POLICY = fileURLToPath(new URL('policy.yaml', import.meta.url));

/** What a child process took, by the kernel's own account of it (`/usr/bin/time` would say the same). */
interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly code: number | null;
}

// The last word of the child: its own peak and CPU time, with all that Node itself takes.
const REPORT = `process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  require('node:fs').writeFileSync(process.env.BENCH_REPORT, JSON.stringify({ maxRSS, cpu: userCPUTime + systemCPUTime })); });`;

const spent = async (args: readonly string[]): Promise<Spent> => {
  const report = `${CACHE}report.json`;
  writeFileSync(`${CACHE}report.cjs`, REPORT);
  const start = performance.now();
  const child = spawn(lambdaNode, ['--require', `${CACHE}report.cjs`, COMMAND, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, BENCH_REPORT: report },
  });
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - start) / 1000;
  if (code === 1 || code === null) throw new Error(complaints);
  // Kilobytes and microseconds, as getrusage has them.
  const { maxRSS, cpu } = JSON.parse(await readFile(report, 'utf8')) as { maxRSS: number; cpu: number };
  return { seconds, cpuSeconds: cpu / 1e6, peakMb: maxRSS / 1000, code };
};

const writeInventory = async (file: string): Promise<void> => {
  const organization = largeOrganization();
  const out = createWriteStream(file);
  out.write(organizationLine(organization));
  for (const state of images(organization, IMAGES))
    if (!out.write(subjectLine(state))) await once(out, 'drain');
  out.end();
  await finished(out);
};

/** `policy plan` on 100,000 images in a process of its own: a candidate alone, and against another policy. */
export const backTests = async (): Promise<Figures> => {
  mkdirSync(CACHE, { recursive: true });
  const inventory = `${CACHE}inventory.jsonl`;
  await writeInventory(inventory);
  const other = `${CACHE}other.yaml`;
  const text = await readFile(POLICY, 'utf8');
  writeFileSync(other, text.replace('maxAge: 180d', 'maxAge: 120d').replace(', o-partner1234', ''));
  const alone = await spent(['policy', 'plan', '--policy', POLICY, '--inventory', inventory]);
  const plan = ['policy', 'plan', '--policy', POLICY, '--against', other, '--inventory', inventory];
  const both = await spent(plan);
  const rows = await spent([...plan, '--output', 'csv']);
  return {
    'plan.images': IMAGES,
    'plan.one.s': alone.seconds,
    'plan.one.peak_mb': alone.peakMb,
    'plan.both.s': both.seconds,
    'plan.both.cpu_s': both.cpuSeconds,
    'plan.both.peak_mb': both.peakMb,
    'plan.csv.s': rows.seconds,
    'plan.csv.peak_mb': rows.peakMb,
  };
};
