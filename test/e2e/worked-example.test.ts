import {
  CopyImageCommand,
  CreateTagsCommand,
  DescribeImageAttributeCommand,
  EC2Client,
  EnableImageDeprecationCommand,
  type LaunchPermission,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPolicy } from '../../lib/cli/sandbox/policy-file.ts';
import { attachService } from '../../lib/cli/sandbox/service.ts';
import { bundleJson } from '../../lib/policy/bundle.ts';
import type { Happening } from '../../lib/ports/telemetry.ts';
import { SandboxClock } from '../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';

const PLAIN = 'ami-0aaaaaaaaaaaaaa01';
const ENCRYPTED = 'ami-0aaaaaaaaaaaaaa02';
const ENCRYPTED_SNAPSHOT = 'snap-0aaaaaaaaaaaaaaa2';
const WEB = 'ami-0bbbbbbbbbbbbbb01';
const GOLDEN = '111122223333';
const WEB_PROD = '222233334444';
const PLAYGROUND = '666677778888';
const SANDBOXED = 'ami-0eeeeeeeeeeeeee01';
const TAGS = { Owner: 'web@example.com', CostCenter: '1234', DataClass: 'internal', Name: 'web' };

let sandbox: Sandbox;
const happenings: Happening[] = [];
const clients = new Map<string, EC2Client>();

beforeAll(async () => {
  sandbox = await startSandbox({ clock: new SandboxClock({ start: new Date('2026-11-23T10:00:00Z') }) });
  const policy = await readPolicy('policies/example-org.yaml');
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  sandbox.hub.bucket.put('policy.json', bundleJson(policy.bundle), 'application/json');
  attachService(sandbox, { note: (happening) => happenings.push(happening) });
  for (const account of [GOLDEN, WEB_PROD, PLAYGROUND]) {
    clients.set(
      account,
      new EC2Client({
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: account, secretAccessKey: 'any' },
      }),
    );
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.destroy();
  await sandbox.close();
});

const ec2 = (account: string): EC2Client => {
  const client = clients.get(account);
  if (client === undefined) throw new Error(`no client of ${account}`);
  return client;
};

/** What the guard said of an image by the events of some calls, the first word of each rule counting. */
const said = async (run: () => Promise<string>): Promise<Readonly<Record<string, string>>> => {
  happenings.length = 0;
  const image = await run();
  sandbox.clock.advance(60_000);
  await sandbox.hub.idle();
  const verdicts = happenings.flatMap((happening) =>
    happening.kind === 'judged' &&
    'image' in happening.evaluation.ref &&
    happening.evaluation.ref.image === image
      ? happening.evaluation.verdicts
      : [],
  );
  // The first evaluation is what the event itself led to; later ones see what was put right.
  return Object.fromEntries(verdicts.toReversed().map(({ rule, verdict }) => [rule, verdict]));
};

const tagged = (account: string, image: string, tags: Readonly<Record<string, string>>) =>
  said(async () => {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await ec2(account).send(new CreateTagsCommand({ Resources: [image], Tags }));
    return image;
  });

const shared = (image: string, ...Add: LaunchPermission[]) =>
  said(async () => {
    await ec2(GOLDEN).send(new ModifyImageAttributeCommand({ ImageId: image, LaunchPermission: { Add } }));
    return image;
  });

const imageOf = async (answer: Promise<{ readonly ImageId?: string | undefined }>): Promise<string> => {
  const { ImageId } = await answer;
  if (ImageId === undefined) throw new Error('no image');
  return ImageId;
};

/** Copies the encrypted image of the golden pipeline. */
const copied = (Name: string) =>
  imageOf(
    ec2(GOLDEN).send(new CopyImageCommand({ Name, SourceImageId: ENCRYPTED, SourceRegion: 'us-east-1' })),
  );

describe('an image that the golden pipeline made as it should', () => {
  test('passes every rule', async () => {
    const image = await copied('golden-web-20261123');
    sandbox.clock.advance(10 * 60_000);
    await sandbox.hub.idle();
    const DeprecateAt = new Date('2027-06-01T00:00:00Z');
    await ec2(GOLDEN).send(new EnableImageDeprecationCommand({ ImageId: image, DeprecateAt }));
    expect(await tagged(GOLDEN, image, TAGS)).toEqual({
      'public-sharing': 'pass',
      encryption: 'pass',
      'required-tags': 'pass',
      'image-shape': 'pass',
      naming: 'pass',
      age: 'pass',
      'golden-only-in-prod': 'skip',
    });
  });
});

describe('each rule fails for what it is about, and passes for the rest', () => {
  test('public-sharing: the group all fails, its snapshot shared with all as well; a partner passes', async () => {
    expect(await shared(PLAIN, { Group: 'all' })).toMatchObject({ 'public-sharing': 'fail' });
    const snapshot = await said(async () => {
      await ec2(GOLDEN).send(
        new ModifySnapshotAttributeCommand({
          SnapshotId: 'snap-0aaaaaaaaaaaaaaa1',
          Attribute: 'createVolumePermission',
          CreateVolumePermission: { Add: [{ Group: 'all' }] },
        }),
      );
      return PLAIN;
    });
    expect(snapshot).toMatchObject({ 'public-sharing': 'fail' });
    expect(await shared(ENCRYPTED, { UserId: '444455556666' })).toMatchObject({ 'public-sharing': 'pass' });
  });

  test('sharing: a stranger fails once the grace is over; a partner and our own organisation pass', async () => {
    expect(await shared(ENCRYPTED, { UserId: '777788889999' }, { UserId: '333344445555' })).toMatchObject({
      sharing: 'pass',
    });
    expect(await shared(ENCRYPTED, { UserId: '012345678901' })).toMatchObject({ sharing: 'pending' });
    const late = await said(async () => {
      for (let minute = 0; minute < 65; minute += 1) {
        sandbox.clock.advance(60_000);
        await sandbox.hub.idle();
      }
      return ENCRYPTED;
    });
    expect(late).toMatchObject({ sharing: 'fail' });
    expect(happenings.flatMap((one) => (one.kind === 'applied' ? [one.outcome.kind] : []))).toContain('done');
  });

  test('encryption: an unencrypted disk and a foreign key are pending (7 days of grace), ours passes', async () => {
    expect(await tagged(GOLDEN, PLAIN, { Seen: '1' })).toMatchObject({ encryption: 'pending' });
    expect(await tagged(WEB_PROD, WEB, { Seen: '1' })).toMatchObject({ encryption: 'pending' });
    expect(await tagged(GOLDEN, ENCRYPTED, { Seen: '1' })).toMatchObject({ encryption: 'pass' });
  });

  test('required-tags: a value off its list waits half an hour, then fails; the right ones pass', async () => {
    expect(await tagged(GOLDEN, ENCRYPTED, { ...TAGS, DataClass: 'secret' })).toMatchObject({
      'required-tags': 'pending',
    });
    sandbox.clock.advance(31 * 60_000);
    await sandbox.hub.idle();
    expect(await tagged(GOLDEN, ENCRYPTED, { Seen: '2' })).toMatchObject({ 'required-tags': 'fail' });
    expect(await tagged(GOLDEN, ENCRYPTED, TAGS)).toMatchObject({ 'required-tags': 'pass' });
  });

  test('image-shape: an image that boots by BIOS and allows IMDSv1 fails', async () => {
    const image = await imageOf(
      ec2(GOLDEN).send(
        new RegisterImageCommand({
          Name: 'golden-old-20261123',
          Architecture: 'x86_64',
          VirtualizationType: 'hvm',
          RootDeviceName: '/dev/xvda',
          BootMode: 'legacy-bios',
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: ENCRYPTED_SNAPSHOT } }],
        }),
      ),
    );
    sandbox.clock.advance(10 * 60_000);
    await sandbox.hub.idle();
    expect(await tagged(GOLDEN, image, TAGS)).toMatchObject({ 'image-shape': 'fail', naming: 'pass' });
  });

  test('naming: a name off the pattern fails', async () => {
    const image = await copied('Web Server');
    sandbox.clock.advance(10 * 60_000);
    await sandbox.hub.idle();
    expect(await tagged(GOLDEN, image, TAGS)).toMatchObject({ naming: 'fail', age: 'fail' });
  });

  test('age: without a deprecation it fails, with one it passes; 30 days are too many in the sandbox, after a week of grace', async () => {
    expect(await tagged(GOLDEN, ENCRYPTED, { Seen: '3' })).toMatchObject({ age: 'fail' });
    const DeprecateAt = new Date('2027-09-01T00:00:00Z');
    await ec2(GOLDEN).send(new EnableImageDeprecationCommand({ ImageId: ENCRYPTED, DeprecateAt }));
    expect(await tagged(GOLDEN, ENCRYPTED, { Seen: '4' })).toMatchObject({ age: 'pass' });
    expect(await tagged(PLAYGROUND, SANDBOXED, { Seen: '1' })).toMatchObject({ age: 'pending' });
  });

  test('quota: 800 of 1,000 shares warn, 799 do not', async () => {
    const accounts = (from: number, to: number): LaunchPermission[] =>
      Array.from({ length: to - from }, (_, n) => ({ UserId: `4${String(from + n).padStart(11, '0')}` }));
    const asked = new DescribeImageAttributeCommand({ ImageId: ENCRYPTED, Attribute: 'launchPermission' });
    const there = (await ec2(GOLDEN).send(asked)).LaunchPermissions?.length ?? 0;
    expect(await shared(ENCRYPTED, ...accounts(there, 799))).toMatchObject({ quota: 'pass' });
    expect(await shared(ENCRYPTED, ...accounts(799, 800))).toMatchObject({ quota: 'fail' });
  });

  test('an expression: in production an image that the pipeline did not make fails, one with its tag passes', async () => {
    expect(await tagged(WEB_PROD, WEB, { Seen: '2' })).toMatchObject({ 'golden-only-in-prod': 'fail' });
    expect(await tagged(WEB_PROD, WEB, { Pipeline: 'golden' })).toMatchObject({
      'golden-only-in-prod': 'pass',
    });
  });
});
