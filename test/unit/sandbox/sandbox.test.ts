import { DescribeImagesCommand, EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/sandbox.ts';

const IMAGE = 'ami-0aaaaaaaaaaaaaa01';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    clock: new SandboxClock({ start: new Date('2026-03-01T10:00:00Z'), frozen: true }),
  });
});
afterEach(() => sandbox.close());

const settings = (account: string) => ({
  endpoint: sandbox.endpoint,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: { accessKeyId: account, secretAccessKey: 'any' },
});

const makePublic = (dryRun = false): Promise<unknown> =>
  new EC2Client(settings('111122223333')).send(
    new ModifyImageAttributeCommand({
      ImageId: IMAGE,
      LaunchPermission: { Add: [{ Group: 'all' }] },
      DryRun: dryRun,
    }),
  );

describe('the sandbox as a whole', () => {
  it('lets a stranger see an image once it is public, and not before', async () => {
    const seen = async (): Promise<readonly (string | undefined)[]> => {
      const stranger = new EC2Client(settings('012345678901'));
      const { Images } = await stranger.send(new DescribeImagesCommand({ Owners: ['111122223333'] }));
      return (Images ?? []).map(({ ImageId }) => ImageId);
    };
    expect(await seen()).toEqual([]);
    await makePublic();
    expect(await seen()).toEqual([IMAGE]);
  });

  it('carries the event of a call to the hub’s queue', async () => {
    await makePublic();
    const hub = new SQSClient(settings('999988887777'));
    const { Messages } = await hub.send(
      new ReceiveMessageCommand({ QueueUrl: `${sandbox.endpoint}/999988887777/ami-warden-dev-changes` }),
    );
    const event: unknown = JSON.parse(Messages?.[0]?.Body ?? '{}');
    expect(event).toMatchObject({
      'detail-type': 'AWS API Call via CloudTrail',
      account: '111122223333',
      region: 'us-east-1',
      detail: {
        eventName: 'ModifyImageAttribute',
        requestParameters: { imageId: IMAGE, launchPermission: { add: { items: [{ group: 'all' }] } } },
      },
    });
  });

  it('counts calls, with their ends', async () => {
    await expect(makePublic(true)).rejects.toMatchObject({ name: 'DryRunOperation' });
    await makePublic();
    expect(sandbox.calls.of({ operation: 'ModifyImageAttribute' })).toEqual([
      {
        service: 'ec2',
        operation: 'ModifyImageAttribute',
        account: '111122223333',
        region: 'us-east-1',
        caller: 'arn:aws:iam::111122223333:user/operator',
        at: '2026-03-01T10:00:00.000Z',
        error: 'DryRunOperation',
      },
      expect.objectContaining({ error: null }) as unknown,
    ]);
    sandbox.calls.clear();
    expect(sandbox.calls.all()).toEqual([]);
  });

  it('gives the keys of roles that there are, and names them otherwise', () => {
    expect(() => sandbox.credentialsOf('arn:aws:iam::999988887777:role/nobody')).toThrow(
      'there is no role arn:aws:iam::999988887777:role/nobody; its account has ami-warden-dev-guard, ' +
        'ami-warden-dev-remediate, ami-warden-dev-notify, ami-warden-dev-slack, ami-warden-dev-survey, ' +
        'ami-warden-dev-sweep, ami-warden-dev-coverage, ami-warden-reader, ami-warden-writer, ' +
        'OrganizationAccountAccessRole',
    );
  });

  it('frees its port when it is closed', async () => {
    const port = Number(new URL(sandbox.endpoint).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await sandbox.close();
    const again = await startSandbox({ port });
    expect(again.endpoint).toBe(`http://127.0.0.1:${String(port)}`);
    await again.close();
  });
});
