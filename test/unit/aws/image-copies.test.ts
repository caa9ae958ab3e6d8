import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCopies } from '../../../lib/aws/image-copies.ts';
import { awsError, dummy, ref } from './mocks.ts';

const mock = mockClient(EC2Client);
const read = () => readCopies(new EC2Client(dummy), ref);
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const copy = (id: string, over: object = {}) => ({
  ImageId: id,
  State: 'available' as const,
  Public: false,
  SourceImageId: ref.image,
  RootDeviceType: 'ebs' as const,
  Tags: [{ Key: 'ami-warden:copy-of', Value: ref.image }],
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0ccccccccccccccc1' } },
    { DeviceName: '/dev/xvdb', Ebs: { SnapshotId: 'snap-0ccccccccccccccc1' } },
    { DeviceName: '/dev/xvdc', Ebs: {} },
  ],
  ...over,
});

beforeEach(() => {
  mock.reset();
  mock.on(DescribeSnapshotsCommand).resolves({
    Snapshots: [
      {
        SnapshotId: 'snap-0ccccccccccccccc1',
        Encrypted: true,
        KmsKeyId: KEY,
        Tags: [{ Key: 'ami-warden:copy-of', Value: ref.image }],
      },
    ],
  });
  mock.on(DescribeImageAttributeCommand).resolves({ LaunchPermissions: [{ UserId: '444455556666' }] });
});

describe('the copies of an image', () => {
  it('are own images with our tag that AWS says were made of it, with what stands behind them', async () => {
    const [ours, other, gone] = ['ami-0ccccccccccccccc1', 'ami-0ccccccccccccccc2', 'ami-0ccccccccccccccc3'];
    mock.on(DescribeImagesCommand).resolvesOnce({
      Images: [copy(ours), copy(other, { SourceImageId: 'ami-0ddddddddddddddd1' })],
      NextToken: 'more',
    });
    mock.on(DescribeImagesCommand, { NextToken: 'more' }).resolves({
      Images: [copy(gone, { State: 'deregistered' })],
    });
    expect(await read()).toEqual({
      kind: 'known',
      value: [
        {
          image: ours,
          state: 'available',
          reason: null,
          tags: { 'ami-warden:copy-of': ref.image },
          disks: 2,
          backing: 1,
          snapshots: [{ snapshot: 'snap-0ccccccccccccccc1', encrypted: true, kmsKey: KEY, ours: true }],
          launchPermission: [{ kind: 'account', account: '444455556666' }],
        },
      ],
    });
    expect(mock.commandCalls(DescribeImagesCommand)[0]?.args[0].input).toEqual({
      Owners: ['self'],
      Filters: [{ Name: 'tag:ami-warden:copy-of', Values: [ref.image] }],
      IncludeDeprecated: true,
      IncludeDisabled: true,
    });
  });

  it('that failed say why, and are shared with nobody', async () => {
    const reason = { Code: 'Client.InternalError', Message: 'Given key ID is not accessible' };
    mock.on(DescribeImagesCommand).resolves({
      Images: [
        copy('ami-0ccccccccccccccc1', { State: 'failed', StateReason: reason, BlockDeviceMappings: [] }),
      ],
    });
    expect(await read()).toMatchObject({
      value: [
        { state: 'failed', reason: 'Given key ID is not accessible', snapshots: [], launchPermission: [] },
      ],
    });
    expect(mock.commandCalls(DescribeImageAttributeCommand)).toEqual([]);
  });

  it('are not known where one thing of one of them is not', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [copy('ami-0ccccccccccccccc1')] });
    mock.on(DescribeSnapshotsCommand).rejects(awsError('UnauthorizedOperation', 'no', 403));
    expect(await read()).toMatchObject({
      kind: 'fault',
      operation: 'DescribeSnapshots',
      code: 'UnauthorizedOperation',
    });
    mock.on(DescribeImagesCommand).resolves({});
    expect(await read()).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
  });
});
