import 'aws-sdk-client-mock-vitest/extend';
import {
  DescribeExportImageTasksCommand,
  DescribeImageReferencesCommand,
  DescribeImagesCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeStoreImageTasksCommand,
  EC2Client,
  GetImageAncestryCommand,
  type Image,
  type ImageAncestryEntry,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Images } from '../../../lib/aws/ec2-images.ts';
import type { Fact, ImageState } from '../../../lib/model/image.ts';
import { awsError, handClock, ports, ref } from './mocks.ts';

const mock = mockClient(EC2Client);
const reader = ec2Images(ports(handClock('2026-03-01T10:00:00.000Z')));

const snapshots = Array.from({ length: 7 }, (_, n) => `snap-0000000000000000${String(n + 1)}`);

const image: Image = {
  ImageId: ref.image,
  OwnerId: ref.account,
  State: 'available',
  Public: false,
  BlockDeviceMappings: snapshots.map((SnapshotId, n) => ({
    DeviceName: `/dev/sd${String(n)}`,
    Ebs: { SnapshotId },
  })),
};

const state = async (...facts: readonly Fact[]): Promise<ImageState> => {
  const observation = await reader.observe(ref, facts);
  if (observation.kind !== 'state') throw new Error('gone');
  return observation.state;
};

const throttled = awsError('RequestLimitExceeded', 'slower', 503);
const denied = awsError('UnauthorizedOperation', 'denied', 403);

beforeEach(() => {
  mock.reset();
  mock.on(DescribeImagesCommand).resolves({ Images: [image] });
});

describe('who may make volumes of an image’s snapshots', () => {
  it('is asked for each snapshot once, five at a time', async () => {
    let [running, most] = [0, 0];
    mock.on(DescribeSnapshotAttributeCommand).callsFake(async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return { CreateVolumePermissions: [] };
    });
    const { snapshotSharing } = await state('snapshotSharing');
    expect(snapshotSharing).toEqual({
      kind: 'known',
      value: snapshots.map((snapshot) => ({ snapshot, principals: [] })),
    });
    expect(most).toBe(5);
    expect(mock).toHaveReceivedCommandTimes(DescribeSnapshotAttributeCommand, 7);
    expect(mock.commandCalls(DescribeSnapshotAttributeCommand)[0]?.args[0].input).toEqual({
      SnapshotId: 'snap-00000000000000001',
      Attribute: 'createVolumePermission',
    });
    expect(mock).not.toHaveReceivedCommand(DescribeSnapshotsCommand);
  });

  it.each([
    ['missing', awsError('InvalidSnapshot.NotFound', 'none')],
    ['another account’s', awsError('AuthFailure', 'not yours')],
    ['throttled', throttled],
  ])('leaves one out that is %s, and tells the others', async (_, error) => {
    mock
      .on(DescribeSnapshotAttributeCommand)
      .resolves({ CreateVolumePermissions: [{ Group: 'all' }] })
      .on(DescribeSnapshotAttributeCommand, { SnapshotId: 'snap-00000000000000003' })
      .rejects(error);
    const { snapshotSharing } = await state('snapshotSharing');
    const told = snapshotSharing?.kind === 'known' ? snapshotSharing.value : [];
    expect(told.map(({ snapshot }) => snapshot)).toEqual(snapshots.filter((id) => !id.endsWith('3')));
    expect(told[0]?.principals).toEqual([{ kind: 'public' }]);
  });

  it('is a fault where none can be read', async () => {
    mock.on(DescribeSnapshotAttributeCommand).rejects(denied);
    expect((await state('snapshotSharing')).snapshotSharing).toEqual({
      kind: 'fault',
      operation: 'DescribeSnapshotAttribute',
      code: 'UnauthorizedOperation',
      message: 'DescribeSnapshotAttribute: UnauthorizedOperation: denied',
      retryable: false,
    });
  });

  it.each([
    ['a group that is not "all"', { Group: 'some' as 'all' }],
    ['an account id of 11 digits', { UserId: '12345678901' }],
    ['nothing', {}],
    ['two at once', { UserId: '444455556666', Group: 'all' as const }],
  ])('is not guessed from %s', async (_, permission) => {
    mock
      .on(DescribeSnapshotAttributeCommand)
      // What AWS may answer one day need not be what its types say today.
      .resolves({ CreateVolumePermissions: [permission] });
    expect((await state('snapshotSharing')).snapshotSharing).toMatchObject({ code: 'UnknownShape' });
  });
});

describe('what refers to an image', () => {
  it('is asked of every type, living instances and all versions of templates, page by page', async () => {
    mock
      .on(DescribeImageReferencesCommand)
      .resolvesOnce({ ImageReferences: [{ ResourceType: 'ec2:Instance', Arn: 'arn:1' }], NextToken: 'more' })
      .resolvesOnce({ ImageReferences: [], NextToken: 'still more' })
      .resolvesOnce({ ImageReferences: [{ ResourceType: 'ssm:Parameter', Arn: 'arn:2' }] });
    expect((await state('references')).references).toEqual({
      kind: 'known',
      value: [
        { resourceType: 'ec2:Instance', arn: 'arn:1' },
        { resourceType: 'ssm:Parameter', arn: 'arn:2' },
      ],
    });
    const input = {
      ImageIds: ['ami-0123456789abcdef0'],
      IncludeAllResourceTypes: true,
      ResourceTypes: [
        {
          ResourceType: 'ec2:Instance',
          ResourceTypeOptions: [
            {
              OptionName: 'state-name',
              OptionValues: ['pending', 'running', 'shutting-down', 'stopping', 'stopped'],
            },
          ],
        },
        {
          ResourceType: 'ec2:LaunchTemplate',
          ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['10000'] }],
        },
      ],
    };
    expect(mock.calls().map((call) => call.args[0].input)).toEqual([
      input,
      { ...input, NextToken: 'more' },
      { ...input, NextToken: 'still more' },
    ]);
  });

  it('is a fault as soon as one page is', async () => {
    mock
      .on(DescribeImageReferencesCommand)
      .resolvesOnce({ ImageReferences: [], NextToken: 'more' })
      .rejects(throttled);
    expect((await state('references')).references).toMatchObject({
      kind: 'fault',
      operation: 'DescribeImageReferences',
      code: 'RequestLimitExceeded',
      retryable: true,
    });
  });

  it.each([
    ['no list', {}],
    ['a reference without a name', { ImageReferences: [{ ResourceType: 'ec2:Instance' as const }] }],
  ])('is a fault by %s: "unused" would be a guess', async (_, answer) => {
    mock.on(DescribeImageReferencesCommand).resolves(answer);
    expect((await state('references')).references).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
  });
});

describe('what an image was made from', () => {
  const id = (n: number): string => `ami-${String(n).padStart(17, '0')}`;
  const own: ImageAncestryEntry = {
    ImageId: ref.image,
    SourceImageId: id(1),
    SourceImageRegion: 'us-east-1',
  };
  const ancestry = async (entries: ImageAncestryEntry[]) => {
    mock.on(GetImageAncestryCommand).resolves({ ImageAncestryEntries: entries });
    return (await state('ancestry')).ancestry;
  };

  it('is told without itself, each with the region that the one before names', async () => {
    const entries = [
      own,
      { ImageId: id(1), SourceImageId: id(2), SourceImageRegion: 'us-west-2' },
      { ImageId: id(2), ImageOwnerAlias: 'amazon' },
    ];
    expect(await ancestry(entries)).toEqual({
      kind: 'known',
      value: {
        ancestors: [
          { image: id(1), region: 'us-east-1', owner: null },
          { image: id(2), region: 'us-west-2', owner: 'amazon' },
        ],
        complete: true,
      },
    });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(GetImageAncestryCommand, { ImageId: ref.image });
  });

  it('is told with the accounts that DescribeImages names, where AWS gives no alias', async () => {
    mock.on(DescribeImagesCommand).resolves({
      Images: [
        { ImageId: id(1), OwnerId: '111122223333' },
        { ImageId: ref.image, OwnerId: ref.account },
      ],
    });
    const entries = [
      own,
      { ImageId: id(1), SourceImageId: id(2), SourceImageRegion: 'us-east-1' },
      { ImageId: id(2), SourceImageId: id(3), SourceImageRegion: 'us-west-2' },
      { ImageId: id(3), ImageOwnerAlias: 'amazon' },
    ];
    expect(await ancestry(entries)).toMatchObject({
      value: { ancestors: [{ owner: '111122223333' }, { owner: null }, { owner: 'amazon' }] },
    });
    // One call for the region in which both without an alias lie.
    expect(mock).toHaveReceivedCommandExactlyOnceWith(DescribeImagesCommand, {
      Filters: [{ Name: 'image-id', Values: [id(1), id(2)] }],
      IncludeDeprecated: true,
      IncludeDisabled: true,
      MaxResults: 1000,
    });
  });

  it('leaves owners out that it may not ask for, and is a fault when asking again may help', async () => {
    mock.on(DescribeImagesCommand).rejects(denied);
    const entries = [own, { ImageId: id(1) }];
    expect(await ancestry(entries)).toMatchObject({
      value: { ancestors: [{ owner: null }], complete: true },
    });
    mock.on(DescribeImagesCommand).rejects(throttled);
    expect(await ancestry(entries)).toMatchObject({
      kind: 'fault',
      operation: 'DescribeImages',
      retryable: true,
    });
  });

  it('is complete without any ancestor when it has no source', async () => {
    expect(await ancestry([{ ImageId: ref.image }])).toEqual({
      kind: 'known',
      value: { ancestors: [], complete: true },
    });
  });

  it('is not complete when the last names a source that is not listed', async () => {
    expect(await ancestry([own])).toMatchObject({ value: { ancestors: [], complete: false } });
  });

  it.each([
    [49, true],
    [50, false],
  ])('of %i ancestors is complete: %s', async (count, complete) => {
    const others = Array.from({ length: count }, (_, n) => ({
      ImageId: id(n + 1),
      ...(n + 1 < count ? { SourceImageId: id(n + 2) } : {}),
    }));
    expect(await ancestry([own, ...others])).toMatchObject({ value: { complete } });
  });

  it.each([
    ['with another image', [{ ImageId: id(1) }]],
    ['with nothing', []],
    ['and goes on with what is no image', [own, { ImageId: 'snap-1' }]],
  ])('is a fault when it begins %s', async (_, entries) => {
    expect(await ancestry(entries)).toMatchObject({ kind: 'fault', code: 'UnknownShape' });
  });
});

describe('where an image went', () => {
  it('is asked of stores by its id, and looked for among all exports', async () => {
    mock.on(DescribeStoreImageTasksCommand).resolves({
      StoreImageTaskResults: [
        { AmiId: ref.image, Bucket: 'ours', S3objectKey: 'a.bin', StoreTaskState: 'Completed' },
        { AmiId: 'ami-00000000000000009', Bucket: 'others' },
      ],
    });
    mock
      .on(DescribeExportImageTasksCommand)
      .resolvesOnce({ ExportImageTasks: [{ ImageId: 'ami-00000000000000009' }], NextToken: 'more' })
      .resolvesOnce({
        ExportImageTasks: [
          { ExportImageTaskId: 'export-ami-1', ImageId: ref.image, Status: 'deleted' },
          {
            ExportImageTaskId: 'export-ami-2',
            ImageId: ref.image,
            S3ExportLocation: { S3Bucket: 'theirs', S3Prefix: 'out/' },
            Status: 'completed',
          },
        ],
      });
    expect((await state('exports')).exports).toEqual({
      kind: 'known',
      value: [
        { how: 'store', bucket: 'ours', key: 'a.bin', state: 'Completed' },
        { how: 'export', bucket: null, key: 'export-ami-1', state: 'deleted' },
        { how: 'export', bucket: 'theirs', key: 'out/export-ami-2', state: 'completed' },
      ],
    });
    expect(mock).toHaveReceivedCommandExactlyOnceWith(DescribeStoreImageTasksCommand, {
      ImageIds: [ref.image],
    });
    const asked = mock.commandCalls(DescribeExportImageTasksCommand).map((call) => call.args[0].input);
    expect(asked).toEqual([{}, { NextToken: 'more' }]);
  });

  it('is a fault when either cannot be asked', async () => {
    mock.on(DescribeStoreImageTasksCommand).resolves({ StoreImageTaskResults: [] });
    mock.on(DescribeExportImageTasksCommand).rejects(denied);
    expect((await state('exports')).exports).toMatchObject({
      kind: 'fault',
      operation: 'DescribeExportImageTasks',
      code: 'UnauthorizedOperation',
    });
  });
});
