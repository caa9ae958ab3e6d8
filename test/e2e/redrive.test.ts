import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readPolicy } from '../../lib/cli/sandbox/policy-file.ts';
import { attachService } from '../../lib/cli/sandbox/service.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { sdkOffender, type Offender } from '../local-stack/offender.ts';

const BIN = join(import.meta.dirname, '../../bin/ami-warden.js');
const GOLDEN = '111122223333';
const HOME = 'us-east-1';
const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const CHANGES = 'ami-warden-dev-changes';
const MINUTE_MS = 60_000;

let folder: string;
let config: string;
let sandbox: Sandbox;
let offender: Offender;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
  config = join(folder, 'config');
  writeFileSync(config, `[profile golden]\naws_access_key_id = ${GOLDEN}\naws_secret_access_key = any\n`);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  sandbox = await startSandbox({ clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z') }) });
  const policy = await readPolicy(undefined);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  sandbox.hub.bucket.put('policy.json', bundleJson(policy.bundle), 'application/json');
  attachService(sandbox, { note: () => undefined });
  offender = sdkOffender(sandbox.endpoint);
});

afterEach(async () => {
  await offender.close();
  await sandbox.close();
});

interface Ended {
  readonly code: number;
  readonly data: unknown;
  readonly err: string;
}

/** The real command, in the name of the hub's account. */
const redrive = async (...words: readonly string[]): Promise<Ended> => {
  const env = {
    AWS_CONFIG_FILE: config,
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_REGION: HOME,
    AWS_ACCESS_KEY_ID: '999988887777',
    AWS_SECRET_ACCESS_KEY: 'any',
  };
  const args = [BIN, 'redrive', ...words, '--via', 'ami-warden-dev', '--output', 'json'];
  const { code, stdout, stderr } = await promisify(execFile)(process.execPath, args, { env }).then(
    (ended) => ({ code: 0, ...ended }),
    (error: unknown) => error as { readonly code: number; readonly stdout: string; readonly stderr: string },
  );
  return { code, data: stdout === '' ? null : JSON.parse(stdout), err: stderr };
};

/** Lets an image become public while it cannot be read, until its event is given up. */
const giveUp = async (): Promise<() => void> => {
  const lift = sandbox.faults.deny({ operation: 'DescribeImageAttribute' });
  await offender.share(GOLDEN, HOME, IMAGE, 'all');
  await sandbox.hub.idle();
  for (let receive = 0; receive < 6; receive += 1) {
    sandbox.clock.advance(6.1 * MINUTE_MS);
    await sandbox.hub.idle();
  }
  return lift;
};

const deadLetters = () => sandbox.hub.queues.deadLetters(CHANGES);

/** Puts something among the dead letters of changes, as EventBridge does, or Lambda. */
const lay = (body: string, attributes: Readonly<Record<string, string>> = {}): void => {
  const named = Object.entries(attributes).map(([name, value]) => [
    name,
    { type: 'String', text: value, bytes: null },
  ]);
  sandbox.hub.queues.queue(`${CHANGES}-dlq`).send({
    body,
    senderId: 'events.amazonaws.com',
    attributes: Object.fromEntries(named) as Record<string, { type: string; text: string; bytes: null }>,
  });
};

test('what was given up goes back when the cause is gone, and is put right', async () => {
  const lift = await giveUp();
  const shown = await redrive('--dry-run');
  expect([shown.code, shown.data]).toMatchObject([
    2,
    [
      { queue: `${CHANGES}-dlq`, source: CHANGES, total: 1, lying: [{ kind: 'failed', count: 1 }] },
      {},
      {},
      {},
    ],
  ]);
  const unasked = await redrive();
  expect([unasked.code, unasked.err]).toEqual([1, expect.stringContaining('--yes is needed')]);
  expect(deadLetters()).toHaveLength(1);

  lift();
  const done = await redrive('changes', '--yes');
  expect([done.code, done.data]).toEqual([
    0,
    [{ queue: `${CHANGES}-dlq`, source: CHANGES, moved: 1, left: 0, way: 'by-sqs' }],
  ]);
  await sandbox.hub.idle();
  expect([await offender.shares(GOLDEN, HOME, IMAGE), deadLetters()]).toEqual([[], []]);
});

test('of a mixture only what can come to something goes back, one by one, and what EventBridge could not deliver with it', async () => {
  const lift = await giveUp();
  lift();
  const [event = ''] = deadLetters().map(({ body }) => body);
  lay(event, { ERROR_CODE: 'NO_PERMISSIONS', RULE_ARN: 'arn:aws:events:...', TARGET_ARN: 'arn:aws:sqs:...' });
  lay(event.replaceAll(IMAGE, 'ami-golden'));
  lay('{');
  lay(JSON.stringify({ requestContext: {}, requestPayload: { rollback: {} }, responsePayload: {} }));

  const shown = await redrive('changes', '--dry-run');
  expect([shown.code, shown.data]).toMatchObject([
    2,
    [
      {
        total: 5,
        seen: 5,
        lying: [
          { kind: 'failed', count: 1 },
          { kind: 'undelivered', count: 1 },
          { kind: 'malformed', count: 2 },
          { kind: 'call', count: 1 },
        ],
      },
    ],
  ]);
  const done = await redrive('changes', '--yes');
  expect([done.code, done.data]).toMatchObject([3, [{ moved: 2, left: 3, way: 'one-by-one' }]]);
  // What stays is to be seen at once by whoever looks next.
  expect(sandbox.hub.queues.queue(`${CHANGES}-dlq`).counts()).toEqual({
    visible: 3,
    inFlight: 0,
    delayed: 0,
  });
  await sandbox.hub.idle();
  expect(await offender.shares(GOLDEN, HOME, IMAGE)).toEqual([]);

  // It can be asked for, and comes again.
  const asked = await redrive('changes', '--kind', 'malformed', '--yes');
  expect([asked.code, asked.data]).toMatchObject([3, [{ moved: 2, left: 1 }]]);
});

test('where SQS may not move the queue as a whole it is done one by one', async () => {
  const lift = await giveUp();
  lift();
  sandbox.faults.deny({ operation: 'StartMessageMoveTask' });
  const done = await redrive('--yes');
  expect([done.code, done.data]).toMatchObject([0, [{ moved: 1, left: 0, way: 'one-by-one' }]]);
  await sandbox.hub.idle();
  expect([await offender.shares(GOLDEN, HOME, IMAGE), deadLetters()]).toEqual([[], []]);
});

test('what a member could not deliver goes to the hub’s queue, read in the member’s name and sent in the hub’s', async () => {
  // The hub's bus lets nobody in for as long as they are of another organisation.
  const { organization } = sandbox;
  const left = vi.spyOn(organization, 'membership').mockReturnValue(null);
  await offender.share(GOLDEN, HOME, IMAGE, 'all');
  left.mockRestore();
  const url = `${sandbox.endpoint}/${GOLDEN}/ami-warden-dev-undelivered`;
  const shown = await redrive('--from', url, '--from-profile', 'golden', '--dry-run');
  expect([shown.code, shown.data]).toMatchObject([
    2,
    [{ queue: 'ami-warden-dev-undelivered', source: CHANGES, lying: [{ kind: 'undelivered', count: 1 }] }],
  ]);
  const done = await redrive('--from', url, '--from-profile', 'golden', '--yes');
  expect([done.code, done.data]).toMatchObject([0, [{ moved: 1, left: 0, way: 'one-by-one' }]]);
  await sandbox.hub.idle();
  expect(await offender.shares(GOLDEN, HOME, IMAGE)).toEqual([]);
});

test('a queue that there is not, and nothing to do, are said', async () => {
  const unknown = await redrive('change');
  expect([unknown.code, unknown.err]).toEqual([
    1,
    expect.stringContaining('there is no queue change; there are changes, plans, requests, notices'),
  ]);
  expect(await redrive()).toMatchObject({ code: 0, err: 'no dead letters\n' });
});
