import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScanReport } from '../../lib/cli/scan/report.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';

const BIN = join(import.meta.dirname, '../../bin/ami-warden.js');
const OWNER = '111122223333';

let sandbox: Sandbox;
let state: string;
beforeAll(async () => {
  // So many that to read who may launch each takes long at a tenth of what EC2 allows.
  sandbox = await startSandbox({ images: { count: 3_000, spread: false } });
  state = mkdtempSync(join(tmpdir(), 'ami-warden-'));
});
afterAll(async () => {
  rmSync(state, { recursive: true });
  await sandbox.close();
});

const environment = () => ({
  PATH: process.env['PATH'],
  XDG_STATE_HOME: state,
  AWS_ENDPOINT_URL: sandbox.endpoint,
  AWS_ACCESS_KEY_ID: OWNER,
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_DEFAULT_REGION: 'us-east-1',
});

const SCAN = ['scan', '--regions', 'us-east-1', '--share', '10', '--output', 'json'];

/** The real command; `onTalk` sees all that it said so far on stderr, and may press Ctrl-C. */
const scan = (onTalk: (said: string, interrupt: () => void) => void) =>
  new Promise<{ readonly code: number | null; readonly signal: string | null; readonly out: string }>(
    (resolve) => {
      const child = spawn(process.execPath, [BIN, ...SCAN], { env: environment() });
      let [out, said] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        onTalk(said, () => child.kill('SIGINT'));
      });
      child.on('close', (code, signal) => {
        resolve({ code, signal, out });
      });
    },
  );

const once = (work: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
};

test('Ctrl-C ends a long scan with what was seen; the state is whole, and the second Ctrl-C ends it at once', async () => {
  let press = (): void => undefined;
  const first = once(() => {
    press();
  });
  const stopped = await scan((said, interrupt) => {
    press = interrupt;
    if (said.includes('the first time')) first();
  });
  const report = JSON.parse(stopped.out) as ScanReport;
  expect([stopped.code, stopped.signal, report.stopped, report.images]).toEqual([3, null, true, 3_002]);
  expect(report.places[0]?.permissionsLeft).toBeGreaterThan(2_000);

  const again = once(() => {
    // What is under way from here on takes longer than anybody waits.
    sandbox.faults.spec = { ...sandbox.faults.spec, latencyMs: 60_000 };
    press();
  });
  const anew = once(() => {
    press();
  });
  const killed = await scan((said, interrupt) => {
    press = interrupt;
    if (said.includes('the first time')) again();
    if (said.includes('ends at once')) anew();
  });
  sandbox.faults.spec = { ...sandbox.faults.spec, latencyMs: 0 };
  expect([killed.code, killed.signal, killed.out]).toEqual([null, 'SIGINT', '']);

  const words = [BIN, 'inventory', '--image', 'ami-0aaaaaaaaaaaaaa01', '--output', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, words, { env: environment() });
  expect(JSON.parse(stdout)).toMatchObject([{ image: 'ami-0aaaaaaaaaaaaaa01', account: OWNER }]);
});
