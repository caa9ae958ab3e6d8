import {
  DescribeImageAttributeCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  type LaunchPermission,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPolicy } from '../../lib/cli/sandbox/policy-file.ts';
import { attachService } from '../../lib/cli/sandbox/service.ts';
import { bundleJson, sealBundle } from '../../lib/policy/bundle.ts';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';

const PLAIN = 'ami-0aaaaaaaaaaaaaa01';
const CHANGES = 'ami-warden-dev-changes';
const MINUTE_MS = 60_000;

let sandbox: Sandbox;
let ec2: EC2Client;
let happenings: Happening[];

beforeEach(async () => {
  sandbox = await startSandbox({ clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z') }) });
  const policy = await readPolicy(undefined);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  // Without their graces, which would leave a share with a stranger as it is for an hour.
  const rules = policy.bundle.rules.map((rule) => ({ ...rule, graceSeconds: 0 }));
  const bundle = sealBundle({ ...policy.bundle, rules });
  sandbox.hub.bucket.put('policy.json', bundleJson(bundle), 'application/json');
  happenings = [];
  attachService(sandbox, { note: (happening) => happenings.push(happening) });
  ec2 = new EC2Client({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
  });
});
afterEach(async () => {
  ec2.destroy();
  await sandbox.close();
});

const share = async (image: string, ...Add: LaunchPermission[]): Promise<void> => {
  await ec2.send(new ModifyImageAttributeCommand({ ImageId: image, LaunchPermission: { Add } }));
  await sandbox.hub.idle();
};
const grants = async (image: string): Promise<unknown> => {
  const command = new DescribeImageAttributeCommand({ ImageId: image, Attribute: 'launchPermission' });
  return (await ec2.send(command)).LaunchPermissions;
};
/** Lets so many minutes pass, with all that falls due on the way. */
const pass = async (minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    sandbox.clock.advance(MINUTE_MS);
    await sandbox.hub.idle();
  }
};
const outcomes = (): readonly string[] =>
  happenings.flatMap((happening) => (happening.kind === 'applied' ? [happening.outcome.kind] : []));
const subjects = (): readonly (string | null)[] => sandbox.hub.topic.messages.map(({ subject }) => subject);

describe.each([
  ['denied', () => sandbox.faults.deny({ operation: 'DescribeImageAttribute' })],
  ['throttled', () => sandbox.faults.throttle({ operation: 'DescribeImageAttribute' })],
])('a reading that is %s', (_, fault) => {
  test('is an error that is told once, tried again, and ends in the DLQ: no action, no success', async () => {
    const lift = fault();
    await share(PLAIN, { Group: 'all' });
    expect(subjects().filter((subject) => subject?.includes('not checked'))).toHaveLength(2);
    await pass(60);
    expect(sandbox.hub.queues.deadLetters(CHANGES)).toHaveLength(1);
    expect(sandbox.hub.queues.messages(CHANGES)).toEqual([]);
    expect(subjects()).toHaveLength(2);
    expect(outcomes()).toEqual([]);
    expect(sandbox.calls.of({ operation: 'ModifyImageAttribute' })).toHaveLength(1);
    lift();
    expect(await grants(PLAIN)).toEqual([{ Group: 'all' }]);
  });

  test('is made good when the fault is over before the tries are', async () => {
    const lift = fault();
    await share(PLAIN, { Group: 'all' });
    lift();
    await pass(15);
    expect(await grants(PLAIN)).toEqual([]);
    expect(outcomes()).toEqual(['done']);
    expect(sandbox.hub.queues.deadLetters(CHANGES)).toEqual([]);
  });
});

test('a function that stays warm treats the hundredth event as the first, and one image as the other', async () => {
  const web = new EC2Client({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '222233334444', secretAccessKey: 'any' },
  });
  const other = 'ami-0bbbbbbbbbbbbbb01';
  for (let round = 0; round < 50; round += 1) {
    // Another one each time: the same three times within an hour would be a fight.
    const stranger = { UserId: `0123456789${String(round).padStart(2, '0')}` };
    await share(PLAIN, stranger, { UserId: '444455556666' });
    await web.send(
      new ModifyImageAttributeCommand({
        ImageId: other,
        LaunchPermission: { Add: [stranger, { UserId: '444455556666' }] },
      }),
    );
    await sandbox.hub.idle();
    // The limit of 50 an hour is for each account.
    sandbox.clock.advance(2 * MINUTE_MS);
  }
  await sandbox.hub.idle();
  expect(await grants(PLAIN)).toEqual([{ UserId: '444455556666' }]);
  const command = new DescribeImageAttributeCommand({ ImageId: other, Attribute: 'launchPermission' });
  expect((await web.send(command)).LaunchPermissions).toEqual([{ UserId: '444455556666' }]);
  expect(outcomes().filter((outcome) => outcome === 'done')).toHaveLength(100);
  expect(new Set(outcomes())).toEqual(new Set(['done']));
  web.destroy();
}, 60_000);

test('a write that AWS denies is told, ends without success, and the share stays', async () => {
  sandbox.roles.change('arn:aws:iam::111122223333:role/ami-warden-writer', { actions: ['ec2:Describe*'] });
  await share(PLAIN, { Group: 'all' });
  expect(await grants(PLAIN)).toEqual([{ Group: 'all' }]);
  expect(outcomes()).toEqual(['refused']);
  expect(subjects().filter((subject) => subject?.startsWith('Fixed'))).toEqual([]);
});

test('an account that was never enrolled is an error that says so', async () => {
  sandbox.roles.remove('arn:aws:iam::111122223333:role/ami-warden-reader');
  await share(PLAIN, { Group: 'all' });
  expect(sandbox.hub.topic.messages[0]?.message).toContain('ami-warden-reader');
  expect(outcomes()).toEqual([]);
});
