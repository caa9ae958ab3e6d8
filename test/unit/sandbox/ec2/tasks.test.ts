import type {
  CancelImportTaskResult,
  CreateReplaceRootVolumeTaskResult,
  DescribeExportImageTasksResult,
  DescribeImportImageTasksResult,
  DescribeInstancesResult,
  DescribeReplaceRootVolumeTasksResult,
  DescribeStoreImageTasksResult,
  ExportImageResult,
  ImportImageResult,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { Region } from '../../../../lib/model/ids.ts';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, refusal, WEB_PROD, type TestWorld } from './a-world.ts';

const DAY_MS = 86_400_000;
const HOME = Region.parse('us-east-1');

describe('CreateStoreImageTask', () => {
  const store = (test: TestWorld, bucket: string): unknown =>
    test.call(GOLDEN, 'CreateStoreImageTask', { ImageId: SEED.baseImage, Bucket: bucket });
  const tasks = (test: TestWorld, input: object = {}, account = GOLDEN) =>
    (
      test.call(account, 'DescribeStoreImageTasks', input) as DescribeStoreImageTasksResult
    ).StoreImageTaskResults?.map(({ AmiId, Bucket, S3objectKey, StoreTaskState }) =>
      [AmiId, Bucket, S3objectKey, StoreTaskState].join(' '),
    );

  it('is told with its bucket, each time that the image is stored, to its own account alone', () => {
    const test = aWorld();
    expect(store(test, 'ours')).toEqual({ ObjectKey: `${SEED.baseImage}.bin` });
    test.clock.advance(3_000);
    store(test, 'theirs');
    const [first, second] = [
      `${SEED.baseImage} ours ${SEED.baseImage}.bin Completed`,
      `${SEED.baseImage} theirs ${SEED.baseImage}.bin InProgress`,
    ];
    expect(tasks(test)).toEqual([first, second]);
    expect(tasks(test, { ImageIds: [SEED.baseImage] })).toEqual([first, second]);
    expect(tasks(test, { ImageIds: [SEED.hardenedImage] })).toEqual([]);
    expect(tasks(test, { Filters: [{ Name: 'bucket', Values: ['theirs'] }] })).toEqual([second]);
    expect(tasks(test, {}, WEB_PROD)).toEqual([]);
  });

  it('is forgotten after 31 days', () => {
    const test = aWorld();
    store(test, 'ours');
    test.clock.advance(31 * DAY_MS);
    expect(tasks(test)).toHaveLength(1);
    test.clock.advance(1);
    expect(tasks(test)).toEqual([]);
  });

  it('is not asked for by ids and page size at once, nor by more than 20 ids', () => {
    const many = Array.from({ length: 21 }, (_, n) => `ami-${String(n).padStart(17, '0')}`);
    expect(refusal(() => tasks(aWorld(), { ImageIds: [SEED.baseImage], MaxResults: 5 }))).toBe(
      'InvalidParameterCombination',
    );
    expect(refusal(() => tasks(aWorld(), { ImageIds: many }))).toBe('InvalidParameterValue');
  });

  it('leaves an object of which another image can be made, without its past', () => {
    const test = aWorld();
    const restore = { Bucket: 'ours', ObjectKey: `${SEED.baseImage}.bin`, Name: 'restored' };
    test.call(GOLDEN, 'AttachImageWatermark', { ImageId: SEED.baseImage, WatermarkName: 'approved' });
    store(test, 'ours');
    expect(refusal(() => test.call(GOLDEN, 'CreateRestoreImageTask', restore))).toBe('InvalidParameterValue');
    test.clock.advance(3_000);
    const made = test.call(GOLDEN, 'CreateRestoreImageTask', restore) as { readonly ImageId: string };
    test.clock.advance(3_000);
    const image = test.world.images.get(made.ImageId);
    expect(image).toMatchObject({
      state: 'available',
      tags: { Name: 'golden-base' },
      body: { Name: 'restored' },
    });
    expect(image?.body.ImageWatermarks).toBeUndefined();
    expect(image?.body.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId).not.toBe(SEED.plainSnapshot);
    expect(test.changes.map(({ image: id, state }) => [id, state])).toEqual([[made.ImageId, 'available']]);
  });
});

describe('ExportImage', () => {
  const S3ExportLocation = { S3Bucket: 'theirs', S3Prefix: 'out/' };

  it('is told with its bucket, until and after it has ended', () => {
    const test = aWorld();
    const { ExportImageTaskId: id } = test.call(GOLDEN, 'ExportImage', {
      ImageId: SEED.baseImage,
      DiskImageFormat: 'VMDK',
      S3ExportLocation,
    }) as ExportImageResult;
    const task = () =>
      (test.call(GOLDEN, 'DescribeExportImageTasks', {}) as DescribeExportImageTasksResult).ExportImageTasks;
    expect(task()).toMatchObject([
      { ExportImageTaskId: id, ImageId: SEED.baseImage, S3ExportLocation, Status: 'active' },
    ]);
    test.clock.advance(3_000);
    expect(task()).toMatchObject([{ Status: 'completed' }]);
    expect(refusal(() => test.call(GOLDEN, 'DescribeExportImageTasks', { ExportImageTaskIds: ['no'] }))).toBe(
      'InvalidExportTaskID.NotFound',
    );
  });

  it('is not made of an encrypted image', () => {
    const input = { ImageId: SEED.hardenedImage, DiskImageFormat: 'RAW', S3ExportLocation };
    expect(refusal(() => aWorld().call(GOLDEN, 'ExportImage', input))).toBe('NotExportable');
  });
});

describe('CancelImportTask', () => {
  it('ends the import: no image ever comes of it', () => {
    const test = aWorld();
    const started = test.call(GOLDEN, 'ImportImage', { DiskContainers: [{ Format: 'vmdk' }] });
    const { ImportTaskId: id = '' } = started as ImportImageResult;
    const count = test.world.images.list(HOME).length;
    const ended = test.call(GOLDEN, 'CancelImportTask', { ImportTaskId: id, CancelReason: 'wrong file' });
    expect(ended as CancelImportTaskResult).toMatchObject({ PreviousState: 'active', State: 'deleting' });
    const task = () => {
      const told = test.call(GOLDEN, 'DescribeImportImageTasks', { ImportTaskIds: [id] });
      return (told as DescribeImportImageTasksResult).ImportImageTasks?.[0];
    };
    expect(task()).toMatchObject({ Status: 'deleting', StatusMessage: 'wrong file' });
    test.clock.advance(3_000);
    expect(task()).toMatchObject({ Status: 'deleted', StatusMessage: 'wrong file' });
    expect(test.world.images.list(HOME)).toHaveLength(count);
    expect(refusal(() => test.call(GOLDEN, 'CancelImportTask', { ImportTaskId: id }))).toBe('IncorrectState');
    expect(refusal(() => test.call(WEB_PROD, 'CancelImportTask', { ImportTaskId: id }))).toBe(
      'InvalidConversionTaskId.Malformed',
    );
  });
});

describe('CreateReplaceRootVolumeTask', () => {
  const replace = (test: TestWorld, input: object, account = GOLDEN) =>
    (
      test.call(account, 'CreateReplaceRootVolumeTask', {
        InstanceId: SEED.instance,
        ...input,
      }) as CreateReplaceRootVolumeTaskResult
    ).ReplaceRootVolumeTask;
  const imageOf = (test: TestWorld) => {
    const told = test.call(GOLDEN, 'DescribeInstances', { InstanceIds: [SEED.instance] });
    return (told as DescribeInstancesResult).Reservations?.[0]?.Instances?.[0]?.ImageId;
  };

  it('lets an instance run from another image once it has ended', () => {
    const test = aWorld();
    const started = replace(test, { ImageId: SEED.baseImage });
    expect(started).toMatchObject({
      InstanceId: SEED.instance,
      ImageId: SEED.baseImage,
      TaskState: 'pending',
    });
    expect(imageOf(test)).toBe(SEED.hardenedImage);
    test.clock.advance(2_000);
    expect(imageOf(test)).toBe(SEED.baseImage);
    const told = test.call(GOLDEN, 'DescribeReplaceRootVolumeTasks', {
      Filters: [{ Name: 'instance-id', Values: [SEED.instance] }],
    }) as DescribeReplaceRootVolumeTasksResult;
    expect(told.ReplaceRootVolumeTasks).toMatchObject([
      { ReplaceRootVolumeTaskId: started?.ReplaceRootVolumeTaskId, TaskState: 'succeeded' },
    ]);
  });

  it('to the launch state or of a snapshot leaves the image as it is', () => {
    const test = aWorld();
    replace(test, {});
    replace(test, { SnapshotId: SEED.encryptedSnapshot });
    test.clock.advance(2_000);
    expect(imageOf(test)).toBe(SEED.hardenedImage);
  });

  it.each([
    ['an image that is not there', { ImageId: 'ami-0123456789abcdef0' }, GOLDEN, 'InvalidAMIID.NotFound'],
    [
      'an image and a snapshot at once',
      { ImageId: SEED.baseImage, SnapshotId: SEED.plainSnapshot },
      GOLDEN,
      'InvalidParameterCombination',
    ],
    ['another account’s instance', {}, WEB_PROD, 'InvalidInstanceID.NotFound'],
    ['no instance’s id', { InstanceId: 'ami-1' }, GOLDEN, 'InvalidInstanceID.Malformed'],
  ])('is refused for %s', (_what, input, account, code) => {
    expect(refusal(() => replace(aWorld(), input, account))).toBe(code);
  });

  it('is refused for an instance that does not run', () => {
    const test = aWorld();
    test.call(GOLDEN, 'TerminateInstances', { InstanceIds: [SEED.instance] });
    expect(refusal(() => replace(test, {}))).toBe('IncorrectInstanceState');
  });
});
