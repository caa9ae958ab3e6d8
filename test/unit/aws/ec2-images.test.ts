import 'aws-sdk-client-mock-vitest/extend';
import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type Image,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Images } from '../../../lib/aws/ec2-images.ts';
import { Fault } from '../../../lib/model/fault.ts';
import { SnapshotId } from '../../../lib/model/ids.ts';
import type { Fact, ImageState } from '../../../lib/model/image.ts';
import { awsError, handClock, ports, ref } from './mocks.ts';

const mock = mockClient(EC2Client);
const clock = handClock('2026-03-01T10:00:00.000Z');
const reader = ec2Images(ports(clock));

const snapshot1 = 'snap-00000000000000001';
const snapshot2 = 'snap-00000000000000002';

const image: Image = {
  ImageId: ref.image,
  OwnerId: '222233334444',
  State: 'available',
  Public: false,
  Name: 'web',
  CreationDate: '2026-02-01T00:00:00.000Z',
  Architecture: 'arm64',
  ImageWatermarks: [
    { WatermarkKey: '111122223333:approved', SourceImageId: 'ami-00000000000000001' },
    { WatermarkKey: '222233334444:scanned' },
  ],
  Tags: [
    { Key: 'owner', Value: 'team' },
    { Key: '__proto__', Value: 'x' },
  ],
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshot1, Encrypted: true, VolumeSize: 8 } },
    { DeviceName: '/dev/sdb', Ebs: { SnapshotId: snapshot2, Encrypted: false, VolumeSize: 20 } },
    { DeviceName: '/dev/sdc', VirtualName: 'ephemeral0' },
    { DeviceName: '/dev/sdd', NoDevice: '' },
    { DeviceName: '/dev/sde', Ebs: { VolumeSize: 5 } },
  ],
};

const state = async (facts: readonly Fact[]): Promise<ImageState> => {
  const observation = await reader.observe(ref, facts);
  if (observation.kind !== 'state') throw new Error('gone');
  return observation.state;
};

const gone = { kind: 'gone', ref, observedAt: '2026-03-01T10:00:00.000Z' };
const notFound = awsError('InvalidAMIID.NotFound', 'no such image');
const unavailable = awsError('InvalidAMIID.Unavailable', 'not available');
const denied = awsError('UnauthorizedOperation', 'denied', 403);
const throttled = awsError('RequestLimitExceeded', 'slower', 503);

beforeEach(() => {
  mock.reset();
});

describe('observing an image', () => {
  it('asks for the launch permission alone when that alone is wanted', async () => {
    mock.on(DescribeImageAttributeCommand).resolves({ LaunchPermissions: [{ Group: 'all' }] });
    expect(await state(['launchPermission'])).toEqual({
      ref,
      observedAt: '2026-03-01T10:00:00.000Z',
      image: { kind: 'unread' },
      launchPermission: { kind: 'known', value: [{ kind: 'public' }] },
      snapshots: { kind: 'unread' },
    });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(DescribeImageAttributeCommand, {
      ImageId: 'ami-0123456789abcdef0',
      Attribute: 'launchPermission',
    });
    expect(mock.calls()).toHaveLength(1);
  });

  it('asks for disabled and deprecated images too', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [image] });
    await state(['image']);
    expect(mock).toHaveReceivedCommandExactlyOnceWith(DescribeImagesCommand, {
      ImageIds: ['ami-0123456789abcdef0'],
      IncludeDeprecated: true,
      IncludeDisabled: true,
    });
    expect(mock.calls()).toHaveLength(1);
  });

  it('tells what DescribeImages says', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [image] });
    const { image: datum } = await state(['image']);
    expect(datum).toMatchObject({
      kind: 'known',
      value: {
        name: 'web',
        description: null,
        state: 'available',
        public: false,
        createdAt: '2026-02-01T00:00:00.000Z',
        architecture: 'arm64',
        imdsSupport: null,
        owner: '222233334444',
        watermarks: ['111122223333:approved', '222233334444:scanned'],
        devices: [
          { kind: 'ebs', device: '/dev/xvda', snapshot: snapshot1, encrypted: true, sizeGiB: 8 },
          { kind: 'ebs', device: '/dev/sdb', snapshot: snapshot2, encrypted: false, sizeGiB: 20 },
          { kind: 'instance-store', device: '/dev/sdc' },
          { kind: 'instance-store', device: '/dev/sdd' },
          { kind: 'ebs', device: '/dev/sde', snapshot: null, encrypted: null, sizeGiB: 5 },
        ],
      },
    });
    const tags = datum.kind === 'known' ? Object.entries(datum.value.tags) : [];
    expect(tags).toEqual([
      ['owner', 'team'],
      ['__proto__', 'x'],
    ]);
  });

  it('reads all three groups of facts, the snapshots in one batch', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [image] });
    mock.on(DescribeImageAttributeCommand).resolves({ LaunchPermissions: [] });
    mock.on(DescribeSnapshotsCommand).resolves({
      Snapshots: [
        { SnapshotId: snapshot1, OwnerId: '222233334444', Encrypted: true, KmsKeyId: 'arn:aws:kms:key/1' },
        { SnapshotId: snapshot2, OwnerId: '111122223333', Encrypted: false },
      ],
    });
    const read = await state(['image', 'launchPermission', 'snapshots']);
    expect(read.launchPermission).toEqual({ kind: 'known', value: [] });
    expect(read.snapshots).toEqual({
      kind: 'known',
      value: [
        { snapshot: snapshot1, owner: '222233334444', encrypted: true, kmsKey: 'arn:aws:kms:key/1' },
        { snapshot: snapshot2, owner: '111122223333', encrypted: false, kmsKey: null },
      ],
    });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(DescribeSnapshotsCommand, {
      SnapshotIds: [snapshot1, snapshot2],
    });
    expect(mock.calls()).toHaveLength(3);
  });

  it('asks for no snapshots of an image that has none', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [{ ...image, BlockDeviceMappings: [] }] });
    expect((await state(['snapshots'])).snapshots).toEqual({ kind: 'known', value: [] });
    expect(mock.calls()).toHaveLength(1);
  });
});

describe('an image that is gone', () => {
  it.each([
    ['DescribeImages knows no such id', ['image'], { image: notFound }],
    ['DescribeImageAttribute knows no such id', ['launchPermission'], { permission: notFound }],
    ['neither knows it', ['image', 'launchPermission'], { image: notFound, permission: notFound }],
    ['it was deregistered', ['image', 'launchPermission'], { image: notFound, permission: unavailable }],
  ] as const)('%s', async (_, facts, errors) => {
    if ('image' in errors) mock.on(DescribeImagesCommand).rejects(errors.image);
    if ('permission' in errors) mock.on(DescribeImageAttributeCommand).rejects(errors.permission);
    expect(await reader.observe(ref, facts)).toEqual(gone);
  });

  it('the answer is empty', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [] });
    expect(await reader.observe(ref, ['image'])).toEqual(gone);
  });

  it('it lingers as deregistered', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [{ ...image, State: 'deregistered' }] });
    expect(await reader.observe(ref, ['image', 'snapshots'])).toEqual(gone);
    expect(mock).not.toHaveReceivedCommand(DescribeSnapshotsCommand);
  });

  it('it is another account’s, which this one merely sees', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [{ ...image, OwnerId: '111122223333' }] });
    mock.on(DescribeImageAttributeCommand).rejects(awsError('AuthFailure', 'not yours'));
    expect(await reader.observe(ref, ['image', 'launchPermission'])).toEqual(gone);
    expect(await reader.observe(ref, ['launchPermission'])).toEqual(gone);
  });
});

describe('a doubt', () => {
  it('about an unavailable launch permission is settled by looking at the image', async () => {
    mock.on(DescribeImageAttributeCommand).rejects(unavailable);
    mock.on(DescribeImagesCommand).resolvesOnce({ Images: [{ ...image, State: 'pending' }] });
    const read = await state(['launchPermission']);
    expect(read.image).toMatchObject({ kind: 'known', value: { state: 'pending' } });
    expect(read.launchPermission).toMatchObject({
      kind: 'fault',
      operation: 'DescribeImageAttribute',
      code: 'InvalidAMIID.Unavailable',
      retryable: true,
    });
    mock.on(DescribeImagesCommand).rejects(notFound);
    expect(await reader.observe(ref, ['launchPermission'])).toEqual(gone);
  });

  it('is never an absence: one read knows the image, the other does not', async () => {
    mock.on(DescribeImagesCommand).rejects(notFound);
    mock.on(DescribeImageAttributeCommand).resolves({ LaunchPermissions: [{ UserId: '444455556666' }] });
    const read = await state(['image', 'launchPermission', 'snapshots']);
    const missing = {
      kind: 'fault',
      operation: 'DescribeImages',
      code: 'InvalidAMIID.NotFound',
      retryable: true,
    };
    expect(read.image).toMatchObject(missing);
    expect(read.snapshots).toMatchObject(missing);
    expect(read.launchPermission.kind).toBe('known');
  });

  it('is never an absence: one read says gone, the other failed', async () => {
    mock.on(DescribeImagesCommand).rejects(throttled);
    mock.on(DescribeImageAttributeCommand).rejects(notFound);
    const read = await state(['image', 'launchPermission']);
    expect(read.image).toMatchObject({ code: 'RequestLimitExceeded', retryable: true });
    expect(read.launchPermission).toMatchObject({ code: 'InvalidAMIID.NotFound', retryable: true });
  });
});

describe('a fault', () => {
  it('stands in its own datum and hides no other', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [image] });
    mock.on(DescribeImageAttributeCommand).rejects(denied);
    mock.on(DescribeSnapshotsCommand).rejects(throttled);
    const read = await state(['image', 'launchPermission', 'snapshots']);
    expect(read.image.kind).toBe('known');
    expect(read.launchPermission).toEqual({
      kind: 'fault',
      operation: 'DescribeImageAttribute',
      code: 'UnauthorizedOperation',
      message: 'DescribeImageAttribute: UnauthorizedOperation: denied',
      retryable: false,
    });
    expect(read.snapshots).toMatchObject({ operation: 'DescribeSnapshots', retryable: true });
  });

  it('of the image is one of its snapshots too, which nobody can name', async () => {
    mock.on(DescribeImagesCommand).rejects(denied);
    const read = await state(['snapshots']);
    expect(read.image).toMatchObject({ operation: 'DescribeImages', code: 'UnauthorizedOperation' });
    expect(read.snapshots).toEqual(read.image);
    expect(mock).not.toHaveReceivedCommand(DescribeSnapshotsCommand);
  });

  it('rejects only when the account cannot be reached at all', async () => {
    const fault = new Fault('AssumeRole', 'AccessDenied', 'no', { retryable: false });
    const closed = ec2Images(ports(clock, { clients: () => Promise.reject(fault) }));
    await expect(closed.observe(ref, ['image'])).rejects.toBe(fault);
  });

  it.each([
    ['a group that is not "all"', { Group: 'some' }],
    ['an account id of 11 digits', { UserId: '12345678901' }],
    ['nothing at all', {}],
    ['two principals at once', { UserId: '444455556666', Group: 'all' }],
    ['an organisation by another ARN', { OrganizationArn: 'arn:aws:iam::1:o' }],
    [
      'a unit without its organisation',
      { OrganizationalUnitArn: 'arn:aws:organizations::123456789012:ou/ou-ab12-prod0001' },
    ],
  ])('is a launch permission that names %s', async (_, permission) => {
    mock
      .on(DescribeImageAttributeCommand)
      // What AWS may answer one day need not be what its types say today.
      .resolves({ LaunchPermissions: [{ Group: 'all' }, permission] });
    expect((await state(['launchPermission'])).launchPermission).toMatchObject({
      kind: 'fault',
      code: 'UnknownShape',
      retryable: false,
    });
  });

  it('is an answer that lacks what EC2 always sends: it is no empty list', async () => {
    mock.onAnyCommand().resolves({});
    const read = await state(['image', 'launchPermission']);
    expect(read.image).toMatchObject({ kind: 'fault', code: 'UnknownShape', retryable: true });
    expect(read.launchPermission).toMatchObject({ kind: 'fault', code: 'UnknownShape', retryable: true });
    mock.on(DescribeImagesCommand).resolves({ Images: [image] });
    expect((await state(['snapshots'])).snapshots).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
    mock.on(DescribeImagesCommand).resolves({});
    const listed = reader.imagesBackedBy(ref.account, ref.region, [SnapshotId.parse(snapshot1)]);
    await expect(listed).rejects.toMatchObject({ code: 'UnknownShape' });
  });

  it.each([
    ['does not say whether it is public', { ...image, Public: undefined }],
    ['has a snapshot that is none', { ...image, BlockDeviceMappings: [{ Ebs: { SnapshotId: 'vol-1' } }] }],
    ['has an EBS root and no device', { ...image, RootDeviceType: 'ebs' as const, BlockDeviceMappings: [] }],
  ])('is an image that %s', async (_, odd) => {
    mock.on(DescribeImagesCommand).resolves({ Images: [odd] });
    expect((await state(['image'])).image).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
  });

  it('is not an image in a state that is not known yet', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [{ ...image, State: 'frozen' as 'available' }] });
    expect((await state(['image'])).image).toMatchObject({ kind: 'known', value: { state: 'unknown' } });
  });
});

describe('a snapshot that is missing', () => {
  const missing = awsError('InvalidSnapshot.NotFound', `The snapshot '${snapshot1}' does not exist.`);

  it('hides no other', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [image] });
    mock
      .on(DescribeSnapshotsCommand, { SnapshotIds: [snapshot1, snapshot2] })
      .rejects(missing)
      .on(DescribeSnapshotsCommand, { SnapshotIds: [snapshot1] }, true)
      .rejects(missing)
      .on(DescribeSnapshotsCommand, { SnapshotIds: [snapshot2] }, true)
      .resolves({ Snapshots: [{ SnapshotId: snapshot2, OwnerId: '222233334444', Encrypted: false }] });
    expect((await state(['snapshots'])).snapshots).toEqual({
      kind: 'known',
      value: [{ snapshot: snapshot2, owner: '222233334444', encrypted: false, kmsKey: null }],
    });
    expect(mock).toHaveReceivedCommandTimes(DescribeSnapshotsCommand, 3);
  });

  it('is not asked for again when it is the only one', async () => {
    mock.on(DescribeImagesCommand).resolves({
      Images: [
        { ...image, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshot1 } }] },
      ],
    });
    mock.on(DescribeSnapshotsCommand).rejects(missing);
    expect((await state(['snapshots'])).snapshots).toEqual({ kind: 'known', value: [] });
    expect(mock).toHaveReceivedCommandTimes(DescribeSnapshotsCommand, 1);
  });

  it('does not hide a fault of another', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [image] });
    mock.on(DescribeSnapshotsCommand).rejectsOnce(missing).rejectsOnce(missing).rejects(throttled);
    expect((await state(['snapshots'])).snapshots).toMatchObject({ code: 'RequestLimitExceeded' });
  });

  it('comes as a fault when EC2 does not say whether one is encrypted', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [image] });
    mock.on(DescribeSnapshotsCommand).resolves({ Snapshots: [{ SnapshotId: snapshot1 }] });
    expect((await state(['snapshots'])).snapshots).toMatchObject({ code: 'UnknownShape' });
  });
});

describe('the images that snapshots back', () => {
  it('are asked for page by page, own ones only', async () => {
    mock
      .on(DescribeImagesCommand)
      .resolvesOnce({ Images: [{ ImageId: 'ami-00000000000000001' }], NextToken: 'more' })
      .resolvesOnce({ Images: [], NextToken: 'still more' })
      .resolvesOnce({ Images: [{ ImageId: 'ami-00000000000000002' }, { ImageId: 'ami-00000000000000001' }] });
    const images = await reader.imagesBackedBy(ref.account, ref.region, [SnapshotId.parse(snapshot1)]);
    expect(images).toEqual(['ami-00000000000000001', 'ami-00000000000000002']);
    const asked = {
      Owners: ['self'],
      IncludeDeprecated: true,
      IncludeDisabled: true,
      Filters: [{ Name: 'block-device-mapping.snapshot-id', Values: [snapshot1] }],
      MaxResults: 1000,
    };
    expect(mock.calls().map((call) => call.args[0].input)).toEqual([
      asked,
      { ...asked, NextToken: 'more' },
      { ...asked, NextToken: 'still more' },
    ]);
  });

  it('of more snapshots than one filter takes are asked for in turns', async () => {
    mock.on(DescribeImagesCommand).resolves({ Images: [] });
    const many = Array.from({ length: 201 }, (_, n) =>
      SnapshotId.parse(`snap-${n.toString(16).padStart(17, '0')}`),
    );
    expect(await reader.imagesBackedBy(ref.account, ref.region, many)).toEqual([]);
    const sizes = mock
      .commandCalls(DescribeImagesCommand)
      .map((call) => call.args[0].input.Filters?.[0]?.Values?.length);
    expect(sizes).toEqual([200, 1]);
  });

  it('of no snapshots are none, without a call', async () => {
    expect(await reader.imagesBackedBy(ref.account, ref.region, [])).toEqual([]);
    expect(mock.calls()).toHaveLength(0);
  });

  it('are a fault when they cannot be listed', async () => {
    mock.on(DescribeImagesCommand).rejects(denied);
    const listed = reader.imagesBackedBy(ref.account, ref.region, [SnapshotId.parse(snapshot1)]);
    await expect(listed).rejects.toMatchObject({
      operation: 'DescribeImages',
      code: 'UnauthorizedOperation',
    });
  });
});
