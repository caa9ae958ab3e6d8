import { DescribeImagesCommand, EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { NO_FAULTS } from '../../../../lib/sandbox/faults/spec.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';

let sandbox: Sandbox;
let clock: SandboxClock;

const settings = (account: string, region: string) => ({
  endpoint: sandbox.endpoint,
  region,
  maxAttempts: 1,
  credentials: { accessKeyId: account, secretAccessKey: 'any' },
});

const describeImages = async (account = '111122223333', region = 'us-east-1'): Promise<string> => {
  const client = new EC2Client(settings(account, region));
  return client.send(new DescribeImagesCommand({ Owners: ['self'] })).then(() => 'answered', nameOf);
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'no error');

beforeEach(async () => {
  clock = new SandboxClock({ start: new Date('2026-03-01T10:00:00Z'), frozen: true });
  sandbox = await startSandbox({ clock });
});
afterEach(() => sandbox.close());

describe('faults on demand', () => {
  it('deny a call to one account until they are lifted', async () => {
    const lift = sandbox.faults.deny({ operation: 'DescribeImages', account: '111122223333' });
    expect(await describeImages()).toBe('UnauthorizedOperation');
    expect(await describeImages('222233334444')).toBe('answered');
    lift();
    expect(await describeImages()).toBe('answered');
  });

  it('throttle a call in one region', async () => {
    sandbox.faults.throttle({ operation: 'DescribeImages', region: 'eu-west-1' });
    expect(await describeImages('111122223333', 'eu-west-1')).toBe('RequestLimitExceeded');
    expect(await describeImages()).toBe('answered');
  });

  it('fail the next so many calls with a code, and leave the world as it was', async () => {
    sandbox.faults.failNext('ModifyImageAttribute', 'IncorrectState', 2);
    const client = new EC2Client(settings('111122223333', 'us-east-1'));
    const share = () =>
      client
        .send(
          new ModifyImageAttributeCommand({
            ImageId: 'ami-0aaaaaaaaaaaaaa01',
            LaunchPermission: { Add: [{ UserId: '444455556666' }] },
          }),
        )
        .then(() => 'answered', nameOf);
    expect([await share(), await share(), await share()]).toEqual([
      'IncorrectState',
      'IncorrectState',
      'answered',
    ]);
  });

  it('end all at once', async () => {
    sandbox.faults.deny({ operation: 'DescribeImages' });
    sandbox.faults.spec = { ...NO_FAULTS, error5xx: 1 };
    sandbox.faults.clear();
    expect(await describeImages()).toBe('answered');
  });
});

describe('faults by themselves', () => {
  it('throttle by AWS’s buckets, each account and region its own', async () => {
    sandbox.faults.spec = { ...NO_FAULTS, throttle: 'aws' };
    const ends: string[] = [];
    for (let call = 0; call < 102; call += 1) ends.push(await describeImages());
    expect(ends.filter((end) => end === 'answered')).toHaveLength(100);
    expect(ends.slice(100)).toEqual(['RequestLimitExceeded', 'RequestLimitExceeded']);
    expect(await describeImages('222233334444')).toBe('answered');
    expect(await describeImages('111122223333', 'eu-west-1')).toBe('answered');
    clock.advance(50);
    expect([await describeImages(), await describeImages()]).toEqual(['answered', 'RequestLimitExceeded']);
  });

  it('throttle Organizations with its own code', async () => {
    sandbox.faults.spec = { ...NO_FAULTS, throttle: 'aws' };
    const client = new OrganizationsClient(settings('999988887777', 'us-east-1'));
    const ends: string[] = [];
    for (let call = 0; call < 9; call += 1) {
      ends.push(await client.send(new ListAccountsCommand({})).then(() => 'answered', nameOf));
    }
    expect(ends[7]).toBe('answered');
    expect(ends[8]).toBe('TooManyRequestsException');
    expect(await client.send(new DescribeOrganizationCommand({})).then(() => 'answered', nameOf)).toBe(
      'answered',
    );
  });

  it('answer server errors, the same ones for the same seed', async () => {
    const run = async (): Promise<readonly string[]> => {
      const other = await startSandbox({ seed: 7, faults: { ...NO_FAULTS, error5xx: 0.5 } });
      const client = new EC2Client({ ...settings('111122223333', 'us-east-1'), endpoint: other.endpoint });
      const ends: string[] = [];
      for (let call = 0; call < 30; call += 1) {
        ends.push(await client.send(new DescribeImagesCommand({})).then(() => 'answered', nameOf));
      }
      await other.close();
      return ends;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set(['answered', 'InternalError', 'Unavailable']));
    expect(await run()).toEqual(first);
  });

  it('deny calls that the text names', async () => {
    sandbox.faults.spec = {
      ...NO_FAULTS,
      denied: [{ operation: 'DescribeImages', account: '222233334444' }],
    };
    expect(await describeImages('222233334444')).toBe('UnauthorizedOperation');
    expect(await describeImages()).toBe('answered');
  });
});
