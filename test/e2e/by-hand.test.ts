import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  DescribeImageAttributeCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  type LaunchPermission,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../lib/model/request.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';

const BIN = join(import.meta.dirname, '../../bin/ami-warden.js');
const POLICY = join(import.meta.dirname, '../../policies/example-org.yaml');
const OWNER = '111122223333';
const IMAGE = 'ami-0aaaaaaaaaaaaaa01';
const EVERYTHING: LaunchPermission[] = [
  { Group: 'all' },
  { UserId: '012345678901' },
  { UserId: '444455556666' },
  { OrganizationArn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1' },
];

let sandbox: Sandbox;
let ec2: EC2Client;
let state: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  const credentials = { accessKeyId: OWNER, secretAccessKey: 'any' };
  ec2 = new EC2Client({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials });
  state = mkdtempSync(join(tmpdir(), 'ami-warden-'));
});
afterAll(async () => {
  ec2.destroy();
  rmSync(state, { recursive: true });
  await sandbox.close();
});

/** The real command in a process of its own; its data, which is JSON, and its exit code. */
const warden = async (
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly data: unknown }> => {
  const env = {
    PATH: process.env['PATH'],
    XDG_STATE_HOME: state,
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: OWNER,
    AWS_SECRET_ACCESS_KEY: 'any',
    // As the AWS CLI has it.
    AWS_DEFAULT_REGION: 'us-east-1',
  };
  const words = [BIN, ...args, '--output', 'json'];
  const ended = await promisify(execFile)(process.execPath, words, { env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: unknown) => error as { readonly code: number; readonly stdout: string },
  );
  return { code: ended.code, data: JSON.parse(ended.stdout) };
};

/** Read by AWS's SDK, in no order that matters. */
const grants = async (): Promise<readonly string[]> => {
  const command = new DescribeImageAttributeCommand({ ImageId: IMAGE, Attribute: 'launchPermission' });
  const { LaunchPermissions = [] } = await ec2.send(command);
  return LaunchPermissions.map((grant) => JSON.stringify(grant)).toSorted();
};
const except = (...gone: readonly object[]): readonly string[] =>
  EVERYTHING.map((grant) => JSON.stringify(grant))
    .filter((grant) => !gone.some((one) => JSON.stringify(one) === grant))
    .toSorted();

test('plan, apply, journal, rollback: only the failing grant goes, and it comes back; every step is in the journal', async () => {
  await ec2.send(new ModifyImageAttributeCommand({ ImageId: IMAGE, LaunchPermission: { Add: EVERYTHING } }));
  const offered = await warden('plan', IMAGE, '--policy', POLICY, '--rule', 'public-sharing');
  const [{ plans } = { plans: [] }] = offered.data as {
    readonly plans: readonly { readonly plan: { readonly id: string } }[];
  }[];
  expect([offered.code, plans.length, await grants()]).toEqual([2, 1, except()]);

  const plan = plans[0]?.plan.id ?? '';
  const unasked = await warden('apply', plan, '--policy', POLICY, '--dry-run');
  expect([unasked.code, (unasked.data as Answer).status, await grants()]).toEqual([2, 'would', except()]);

  const applied = await warden('apply', plan, '--policy', POLICY, '--yes');
  const { status, results } = applied.data as Answer;
  expect([applied.code, status, await grants()]).toEqual([0, 'done', except({ Group: 'all' })]);

  const entry = results[0]?.undo ?? '';
  const undone = await warden('rollback', entry, '--yes');
  expect([undone.code, (undone.data as Answer).status, await grants()]).toEqual([0, 'done', except()]);

  const read = await warden('journal', '--image', IMAGE);
  const entries = read.data as readonly { readonly kind: string; readonly id: string }[];
  expect(entries.map(({ kind }) => kind)).toEqual([
    'plan',
    'finding',
    'approval',
    'intent',
    'outcome',
    'finding',
    'finding',
    'intent',
    'outcome',
  ]);
  expect(entries[4]?.id).toBe(entry);
  const writes = sandbox.calls.of({ operation: 'ModifyImageAttribute' });
  // The offender's, ours, and ours taken back.
  expect(writes).toHaveLength(3);
});
