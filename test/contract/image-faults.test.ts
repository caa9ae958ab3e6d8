import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ec2Images } from '../../lib/aws/ec2-images.ts';
import { ec2Writer } from '../../lib/aws/ec2-writer.ts';
import { AccountId, Region } from '../../lib/model/ids.ts';
import type { ImageRef } from '../../lib/model/subject.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/sandbox.ts';
import { ownImage } from './own-image.ts';
import { sandboxMembers } from './sandbox-members.ts';

const account = AccountId.parse('111122223333');
const region = Region.parse('us-east-1');

/** The adapters, with the SDK's own retries, on an EC2 that is told to fail. */
describe('an EC2 that fails', () => {
  let sandbox: Sandbox;
  let members: ReturnType<typeof sandboxMembers>;
  let ref: ImageRef;

  beforeEach(async () => {
    sandbox = await startSandbox();
    members = sandboxMembers(sandbox, 'remediate');
    ref = { account, region, image: await ownImage(sandbox.endpoint, account, region) };
    sandbox.calls.clear();
  });
  afterEach(async () => {
    members.close();
    await sandbox.close();
  });

  const asked = (operation: string): number => sandbox.calls.of({ operation }).length;
  const reader = (): ReturnType<typeof ec2Images> => ec2Images(members);

  it('denies one read: that is a fault, the others are known', async () => {
    sandbox.faults.deny({ operation: 'DescribeImages', account });
    expect(await reader().observe(ref, ['image', 'launchPermission', 'snapshots'])).toMatchObject({
      kind: 'state',
      state: {
        image: {
          kind: 'fault',
          operation: 'DescribeImages',
          code: 'UnauthorizedOperation',
          retryable: false,
        },
        launchPermission: { kind: 'known', value: [] },
        snapshots: { kind: 'fault', operation: 'DescribeImages', code: 'UnauthorizedOperation' },
      },
    });
    expect(asked('DescribeImages')).toBe(1);
  });

  it('throttles for long: a fault after three tries, for the queue to try again', async () => {
    sandbox.faults.throttle({ operation: 'DescribeImageAttribute' });
    expect(await reader().observe(ref, ['image', 'launchPermission'])).toMatchObject({
      state: {
        image: { kind: 'known' },
        launchPermission: { kind: 'fault', code: 'RequestLimitExceeded', retryable: true },
      },
    });
    expect(asked('DescribeImageAttribute')).toBe(3);
  });

  it('is ill for a moment: the third try goes well', async () => {
    sandbox.faults.failNext('DescribeImages', 'InternalError', 2, 500);
    expect(await reader().observe(ref, ['image'])).toMatchObject({ state: { image: { kind: 'known' } } });
    expect(asked('DescribeImages')).toBe(3);
  });

  it('throttles a write once: it is asked again, and done', async () => {
    const writer = ec2Writer(members);
    const partner = { kind: 'account', account: AccountId.parse('444455556666') } as const;
    sandbox.faults.failNext('ModifyImageAttribute', 'RequestLimitExceeded', 1, 503);
    await writer.send(ref, { kind: 'launch-permission', add: [partner], remove: [] });
    expect(asked('ModifyImageAttribute')).toBe(2);
    expect(await reader().observe(ref, ['launchPermission'])).toMatchObject({
      state: { launchPermission: { kind: 'known', value: [partner] } },
    });
  });

  it('is behind an account that lets nobody in: rejected as a whole, and tried anew the next time', async () => {
    const lift = sandbox.faults.deny({ operation: 'AssumeRole' });
    await expect(reader().observe(ref, ['image'])).rejects.toMatchObject({
      name: 'Fault',
      operation: 'AssumeRole',
      code: 'AccessDenied',
      retryable: false,
    });
    expect(asked('DescribeImages')).toBe(0);
    lift();
    expect(await reader().observe(ref, ['image'])).toMatchObject({ state: { image: { kind: 'known' } } });
  });

  it('makes one session and one client for a hundred looks', async () => {
    const looks = Array.from({ length: 100 }, () => reader().observe(ref, ['launchPermission']));
    for (const observation of await Promise.all(looks)) expect(observation.kind).toBe('state');
    expect(asked('AssumeRole')).toBe(1);
    expect(asked('DescribeImageAttribute')).toBe(100);
  });
});
