import type {
  BlockDeviceMapping,
  CreateRestoreImageTaskRequest,
  CreateRestoreImageTaskResult,
  CreateStoreImageTaskRequest,
  CreateStoreImageTaskResult,
  DescribeStoreImageTasksRequest,
  DescribeStoreImageTasksResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { defaultKey } from '../copy-key.ts';
import { createFilter } from '../filter.ts';
import { available, ownImage } from '../find.ts';
import { assertRoomForImage, freeName, startImage } from '../new-image.ts';
import { startSnapshot } from '../new-snapshot.ts';
import { pageOf } from '../page.ts';
import { imageIdOf, missing } from '../refusals.ts';
import { specifiedTags } from '../tags.ts';
import type { StoredObject, StoreTask } from '../tasks.ts';
import type { World } from '../world.ts';

// EC2 API reference, DescribeStoreImageTasks: 20 ids, and tasks of the past 31 days.
const MOST_IDS = 20;
const TOLD_MS = 31 * 86_400_000;

/** Writes an image into a bucket as one object; nothing changes on the image, but its content leaves EC2. */
export const createStoreImageTask = (
  world: World,
  input: CreateStoreImageTaskRequest,
  context: CallContext,
): CreateStoreImageTaskResult => {
  const { Bucket: bucket } = input;
  if (bucket === undefined) throw missing('Bucket');
  const image = available(ownImage(world, input.ImageId, context));
  context.beforeWrite();
  const sequence = world.mint.sequence();
  const task: StoreTask = {
    id: `store-${String(sequence)}`,
    sequence,
    owner: image.owner,
    region: image.region,
    image: image.id,
    bucket,
    key: `${image.id}.bin`,
    startedAt: world.clock.now(),
    state: 'InProgress',
    object: { body: image.body, tags: image.tags, mappings: image.body.BlockDeviceMappings ?? [] },
  };
  world.tasks.stores.set(task.id, task);
  world.clock.after(world.delays.copy, () => {
    world.tasks.stores.set(task.id, { ...task, state: 'Completed' });
  });
  return { ObjectKey: task.key };
};

/** The own store tasks of the last 31 days. Filters are ignored where ids are given, as EC2 does. */
export const describeStoreImageTasks = (
  world: World,
  input: DescribeStoreImageTasksRequest,
  { caller, region, now }: CallContext,
): DescribeStoreImageTasksResult => {
  const wanted = (input.ImageIds ?? []).map((id) => imageIdOf(id));
  if (wanted.length > 0 && input.MaxResults !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter ImageIds cannot be used with the parameter MaxResults.',
    );
  }
  if (wanted.length > MOST_IDS) {
    throw new AwsError('InvalidParameterValue', `At most ${String(MOST_IDS)} image ids can be specified.`);
  }
  const matches = createFilter<StoreTask>(
    wanted.length > 0 ? [] : input.Filters,
    { 'task-state': ({ state }) => [state], bucket: ({ bucket }) => [bucket] },
    () => ({}),
  );
  const tasks = [...world.tasks.stores.values()]
    .filter((task) => task.owner === caller.account && task.region === region)
    .filter(({ startedAt }) => now.getTime() - startedAt.getTime() <= TOLD_MS)
    .filter(({ image }) => wanted.length === 0 || wanted.includes(image))
    .filter(matches);
  const { items, token } = pageOf(tasks, input);
  return {
    StoreImageTaskResults: items.map(({ image, bucket, key, startedAt, state }) => ({
      AmiId: image,
      Bucket: bucket,
      S3objectKey: key,
      TaskStartTime: startedAt,
      StoreTaskState: state,
      ProgressPercentage: state === 'Completed' ? 100 : 50,
    })),
    ...token,
  };
};

const objectOf = (world: World, bucket: string, key: string): StoredObject => {
  const task = [...world.tasks.stores.values()].findLast(
    (one) => one.bucket === bucket && one.key === key && one.state === 'Completed',
  );
  if (task !== undefined) return task.object;
  throw new AwsError('InvalidParameterValue', `There is no stored AMI at s3://${bucket}/${key}.`);
};

/** Makes an image of a stored one, on new snapshots: what it came from and its watermarks stay behind. */
export const createRestoreImageTask = (
  world: World,
  input: CreateRestoreImageTaskRequest,
  context: CallContext,
): CreateRestoreImageTaskResult => {
  const { Bucket: bucket, ObjectKey: key } = input;
  if (bucket === undefined) throw missing('Bucket');
  if (key === undefined) throw missing('ObjectKey');
  const { body, tags: storedTags, mappings } = objectOf(world, bucket, key);
  const name = freeName(world, input.Name ?? body.Name, context);
  const types = ['image', 'snapshot'] as const;
  const tags = { ...storedTags, ...specifiedTags(input.TagSpecifications, 'image', types) };
  const snapshotTags = specifiedTags(input.TagSpecifications, 'snapshot', types);
  const { byDefault } = world.settings(context.caller.account, context.region).encryption;
  const kmsKey = byDefault ? defaultKey(world, context) : null;
  assertRoomForImage(world, context);
  context.beforeWrite();
  const restored = mappings.map((mapping): BlockDeviceMapping => {
    if (mapping.Ebs?.SnapshotId === undefined) return mapping;
    const snapshot = startSnapshot(
      world,
      {
        sizeGiB: mapping.Ebs.VolumeSize ?? 8,
        volume: 'vol-ffffffff',
        description: `Created by CreateRestoreImageTask(${key})`,
        kmsKey,
        tags: snapshotTags,
      },
      context,
    );
    return { ...mapping, Ebs: { ...mapping.Ebs, SnapshotId: snapshot.id, Encrypted: kmsKey !== null } };
  });
  const made = {
    ...body,
    SourceImageId: undefined,
    SourceImageRegion: undefined,
    ImageWatermarks: undefined,
    Name: name,
    CreationDate: world.clock.now().toISOString(),
    ImageLocation: `${context.caller.account}/${name}`,
    BlockDeviceMappings: restored,
  };
  const ending = { state: 'available' } as const;
  return { ImageId: startImage(world, { body: made, tags, delay: world.delays.copy, ending }, context).id };
};
