import 'aws-sdk-client-mock-vitest/extend';
import { DescribeImagesCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient, ListAliasesCommand } from '@aws-sdk/client-kms';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Images } from '../../../lib/aws/ec2-images.ts';
import { shareQuotas } from '../../../lib/aws/share-quota.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { AccountId, Region } from '../../../lib/model/ids.ts';
import type { ImageState } from '../../../lib/model/image.ts';
import { awsError, dummy, handClock, ports, ref } from './mocks.ts';

const ec2 = mockClient(EC2Client);
const kms = mockClient(KMSClient);
const quotas = mockClient(ServiceQuotasClient);
const clock = handClock('2026-03-01T10:00:00.000Z');

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1';
const OTHER = 'arn:aws:kms:eu-west-1:222233334444:key/2';

beforeEach(() => {
  for (const mock of [ec2, kms, quotas]) mock.reset();
  clock.set('2026-03-01T10:00:00.000Z');
});

/** An image with one snapshot under each of these keys, unencrypted where null. */
const imageUnder = (keys: readonly (string | null)[]): void => {
  const ids = keys.map((_, n) => `snap-${String(n).padStart(17, '0')}`);
  ec2.on(DescribeImagesCommand).resolves({
    Images: [
      {
        ImageId: ref.image,
        OwnerId: ref.account,
        Public: false,
        BlockDeviceMappings: ids.map((SnapshotId) => ({ DeviceName: '/dev/xvda', Ebs: { SnapshotId } })),
      },
    ],
  });
  ec2.on(DescribeSnapshotsCommand).resolves({
    Snapshots: ids.map((SnapshotId, n) => {
      const key = keys[n] ?? null;
      return { SnapshotId, Encrypted: key !== null, ...(key === null ? {} : { KmsKeyId: key }) };
    }),
  });
};

describe('the aliases of an image’s keys', () => {
  const asked: string[] = [];
  const reader = ec2Images(
    ports(clock, {
      kms: (account, region) => {
        asked.push(`${account}/${region}`);
        return Promise.resolve(new KMSClient(dummy));
      },
    }),
  );
  const aliases = async (): Promise<ImageState['keyAliases']> => {
    const observation = await reader.observe(ref, ['keyAliases']);
    return observation.kind === 'state' ? observation.state.keyAliases : undefined;
  };

  beforeEach(() => {
    asked.length = 0;
  });

  it('are asked of each key once, in its own account and region', async () => {
    imageUnder([KEY, OTHER, KEY, null]);
    kms.on(ListAliasesCommand, { KeyId: KEY }).resolves({ Aliases: [{ AliasName: 'alias/ami-default' }] });
    kms.on(ListAliasesCommand, { KeyId: OTHER }).resolves({ Aliases: [] });
    expect(await aliases()).toEqual({
      kind: 'known',
      value: [
        { key: KEY, aliases: ['alias/ami-default'] },
        { key: OTHER, aliases: [] },
      ],
    });
    expect(asked).toEqual(['111122223333/us-east-1', '222233334444/eu-west-1']);
    expect(kms).toHaveReceivedCommandTimes(ListAliasesCommand, 2);
  });

  it('are read page by page', async () => {
    imageUnder([KEY]);
    kms
      .on(ListAliasesCommand)
      .resolvesOnce({ Aliases: [{ AliasName: 'alias/a' }], Truncated: true, NextMarker: 'more' })
      .resolvesOnce({ Aliases: [{ AliasName: 'alias/b' }], Truncated: false });
    expect(await aliases()).toMatchObject({ value: [{ aliases: ['alias/a', 'alias/b'] }] });
    const inputs = kms.commandCalls(ListAliasesCommand).map((call) => call.args[0].input);
    expect(inputs).toEqual([{ KeyId: KEY }, { KeyId: KEY, Marker: 'more' }]);
  });

  it('of an unencrypted image are none, without a call', async () => {
    imageUnder([null]);
    expect(await aliases()).toEqual({ kind: 'known', value: [] });
    expect(kms.calls()).toHaveLength(0);
  });

  it.each([
    ['the key is unknown there', awsError('NotFoundException', 'none'), 'NotFoundException', false],
    ['KMS throttles', awsError('ThrottlingException', 'slower'), 'ThrottlingException', true],
    ['KMS is ill', awsError('KMSInternalException', 'ill', 500), 'KMSInternalException', true],
  ])('are a fault when %s', async (_, error, code, retryable) => {
    imageUnder([KEY]);
    kms.on(ListAliasesCommand).rejects(error);
    expect(await aliases()).toMatchObject({ kind: 'fault', operation: 'ListAliases', code, retryable });
  });

  it('are a fault when the answer has no list, or a list that goes on nowhere', async () => {
    imageUnder([KEY]);
    kms.on(ListAliasesCommand).resolvesOnce({}).resolves({ Aliases: [], Truncated: true });
    expect(await aliases()).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
    expect(await aliases()).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
  });

  it('are a fault when the key is no ARN', async () => {
    imageUnder(['1234abcd']);
    expect(await aliases()).toMatchObject({ kind: 'fault', operation: 'ListAliases', code: 'UnknownShape' });
  });

  it('are a fault when the key’s account lets us not in', async () => {
    imageUnder([KEY]);
    const fault = new Fault('AssumeRole', 'AccessDenied', 'no', { retryable: false });
    const closed = ec2Images(ports(clock, { kms: () => Promise.reject(fault) }));
    const observation = await closed.observe(ref, ['keyAliases', 'snapshots']);
    expect(observation).toMatchObject({
      state: { snapshots: { kind: 'known' }, keyAliases: { operation: 'AssumeRole', code: 'AccessDenied' } },
    });
  });
});

describe('with how many an image may be shared', () => {
  const create = () => shareQuotas({ clients: () => Promise.resolve(new ServiceQuotasClient(dummy)), clock });
  const none = awsError('NoSuchResourceException', 'none');

  it('is the applied quota', async () => {
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 2000 } });
    expect(await create()(ref.account, ref.region)).toBe(2000);
    expect(quotas).toHaveReceivedCommandExactlyOnceWith(GetServiceQuotaCommand, {
      ServiceCode: 'ec2',
      QuotaCode: 'L-70015FFA',
    });
    expect(quotas).not.toHaveReceivedCommand(GetAWSDefaultServiceQuotaCommand);
  });

  it('is AWS’s default where nothing was applied, and only there', async () => {
    quotas.on(GetServiceQuotaCommand).rejectsOnce(none).rejects(awsError('AccessDeniedException', 'no'));
    quotas.on(GetAWSDefaultServiceQuotaCommand).resolves({ Quota: { Value: 1000 } });
    expect(await create()(ref.account, ref.region)).toBe(1000);
    await expect(create()(ref.account, ref.region)).rejects.toMatchObject({
      name: 'Fault',
      operation: 'GetServiceQuota',
      code: 'AccessDeniedException',
      retryable: false,
    });
    expect(quotas).toHaveReceivedCommandTimes(GetAWSDefaultServiceQuotaCommand, 1);
  });

  it('is kept for ten minutes, for each account and region by itself', async () => {
    const quotaOf = create();
    quotas
      .on(GetServiceQuotaCommand)
      .resolvesOnce({ Quota: { Value: 1 } })
      .resolves({ Quota: { Value: 2 } });
    expect(await quotaOf(ref.account, ref.region)).toBe(1);
    clock.set('2026-03-01T10:09:59.999Z');
    expect(await quotaOf(ref.account, ref.region)).toBe(1);
    expect(await quotaOf(ref.account, Region.parse('us-west-2'))).toBe(2);
    expect(await quotaOf(AccountId.parse('333344445555'), ref.region)).toBe(2);
    clock.set('2026-03-01T10:10:00.000Z');
    expect(await quotaOf(ref.account, ref.region)).toBe(2);
    expect(quotas).toHaveReceivedCommandTimes(GetServiceQuotaCommand, 4);
  });

  it('is asked for again after a fault', async () => {
    const quotaOf = create();
    quotas
      .on(GetServiceQuotaCommand)
      .rejectsOnce(awsError('TooManyRequestsException', 'slower', 429))
      .resolves({ Quota: { Value: 5 } });
    await expect(quotaOf(ref.account, ref.region)).rejects.toMatchObject({ retryable: true });
    expect(await quotaOf(ref.account, ref.region)).toBe(5);
  });

  it('is a fault when the answer holds no number', async () => {
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: {} });
    await expect(create()(ref.account, ref.region)).rejects.toMatchObject({ code: 'UnknownShape' });
  });
});
