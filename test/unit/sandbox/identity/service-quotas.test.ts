import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListRequestedServiceQuotaChangeHistoryCommand,
  ListServiceQuotasCommand,
  RequestServiceQuotaIncreaseCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { EC2Client, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/sandbox.ts';

const PUBLIC_IMAGES = { ServiceCode: 'ec2', QuotaCode: 'L-0E3CBAB9' };
const GOLDEN = AccountId.parse('111122223333');
const HOME = Region.parse('us-east-1');

let sandbox: Sandbox;
let clock: SandboxClock;
let client: ServiceQuotasClient;

const settings = (region = 'us-east-1') => ({
  endpoint: sandbox.endpoint,
  region,
  maxAttempts: 1,
  credentials: { accessKeyId: '111122223333', secretAccessKey: 'any' },
});

beforeEach(async () => {
  clock = new SandboxClock({ start: new Date('2026-03-01T10:00:00Z'), frozen: true });
  sandbox = await startSandbox({ clock });
  client = new ServiceQuotasClient(settings());
});
afterEach(() => sandbox.close());

describe('Service Quotas', () => {
  it('has no applied value until more was granted, but AWS’s default', async () => {
    await expect(client.send(new GetServiceQuotaCommand(PUBLIC_IMAGES))).rejects.toMatchObject({
      name: 'NoSuchResourceException',
    });
    const { Quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(PUBLIC_IMAGES));
    expect(Quota).toMatchObject({
      Value: 5,
      UsageMetric: { MetricDimensions: { Resource: 'PublicImageCount' } },
    });
  });

  it('lists the quotas on images and snapshots', async () => {
    const { Quotas } = await client.send(new ListServiceQuotasCommand({ ServiceCode: 'ec2' }));
    expect(Quotas?.map(({ QuotaCode, Value }) => [QuotaCode, Value])).toEqual([
      ['L-B665C33B', 50_000],
      ['L-0E3CBAB9', 5],
      ['L-70015FFA', 1000],
      ['L-309BACF6', 100_000],
    ]);
  });

  it('grants a request after a quarter of an hour, in its region alone', async () => {
    const { RequestedQuota } = await client.send(
      new RequestServiceQuotaIncreaseCommand({ ...PUBLIC_IMAGES, DesiredValue: 8 }),
    );
    expect(RequestedQuota).toMatchObject({ Status: 'PENDING', DesiredValue: 8 });
    await expect(
      client.send(new RequestServiceQuotaIncreaseCommand({ ...PUBLIC_IMAGES, DesiredValue: 9 })),
    ).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    clock.advance(15 * 60_000);
    const { Quota } = await client.send(new GetServiceQuotaCommand(PUBLIC_IMAGES));
    expect(Quota?.Value).toBe(8);
    const { RequestedQuotas } = await client.send(
      new ListRequestedServiceQuotaChangeHistoryCommand({ ServiceCode: 'ec2' }),
    );
    expect(RequestedQuotas).toMatchObject([
      { Status: 'APPROVED', DesiredValue: 8, LastUpdated: new Date('2026-03-01T10:15:00Z') },
    ]);
    const elsewhere = new ServiceQuotasClient(settings('eu-west-1'));
    await expect(elsewhere.send(new GetServiceQuotaCommand(PUBLIC_IMAGES))).rejects.toMatchObject({
      name: 'NoSuchResourceException',
    });
  });

  it('refuses to ask for less', async () => {
    await expect(
      client.send(new RequestServiceQuotaIncreaseCommand({ ...PUBLIC_IMAGES, DesiredValue: 5 })),
    ).rejects.toMatchObject({ name: 'IllegalArgumentException' });
  });

  it('knows no other services', async () => {
    await expect(client.send(new ListServiceQuotasCommand({ ServiceCode: 'lambda' }))).rejects.toMatchObject({
      name: 'NoSuchResourceException',
    });
  });

  it('is what EC2 enforces', async () => {
    sandbox.quotas.apply(GOLDEN, HOME, 'L-70015FFA', 2);
    const ec2 = new EC2Client(settings());
    const share = (...accounts: string[]) =>
      ec2.send(
        new ModifyImageAttributeCommand({
          ImageId: 'ami-0aaaaaaaaaaaaaa01',
          LaunchPermission: { Add: accounts.map((UserId) => ({ UserId })) },
        }),
      );
    await expect(share('222233334444', '333344445555', '555566667777')).rejects.toMatchObject({
      name: 'ResourceLimitExceeded',
    });
    await expect(share('222233334444', '333344445555')).resolves.toBeDefined();
  });
});
