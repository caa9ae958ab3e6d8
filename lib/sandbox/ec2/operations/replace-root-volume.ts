import type {
  CreateReplaceRootVolumeTaskRequest,
  CreateReplaceRootVolumeTaskResult,
  DescribeReplaceRootVolumeTasksRequest,
  DescribeReplaceRootVolumeTasksResult,
  ReplaceRootVolumeTask,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { mayCopy } from '../access.ts';
import { createFilter } from '../filter.ts';
import { usableSnapshot } from '../find.ts';
import { snapshotIdsOf } from '../image.ts';
import { runningInstance } from '../instances.ts';
import { launchableImage } from '../launchable.ts';
import { pageOf } from '../page.ts';
import { specifiedTags, tagMember } from '../tags.ts';
import type { RootVolumeTask } from '../tasks.ts';
import type { World } from '../world.ts';

const taskView = (task: RootVolumeTask): ReplaceRootVolumeTask => ({
  ReplaceRootVolumeTaskId: task.id,
  InstanceId: task.instance,
  TaskState: task.state,
  StartTime: task.startedAt.toISOString(),
  ...(task.completedAt === null ? {} : { CompleteTime: task.completedAt.toISOString() }),
  ...(task.image === null ? {} : { ImageId: task.image }),
  ...(task.snapshot === null ? {} : { SnapshotId: task.snapshot }),
  DeleteReplacedRootVolume: task.deletesOld,
  ...tagMember(task.tags),
});

const sourceOf = (
  world: World,
  input: CreateReplaceRootVolumeTaskRequest,
  context: CallContext,
): Pick<RootVolumeTask, 'image' | 'snapshot'> => {
  const { ImageId: named, SnapshotId: from, VolumeId: volume } = input;
  if ([named, from, volume].filter((one) => one !== undefined).length > 1) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Only one of ImageId, SnapshotId and VolumeId can be specified.',
    );
  }
  if (named !== undefined) {
    const { image } = launchableImage(world, { ImageId: named, MinCount: 1, MaxCount: 1 }, context);
    return { image: image.id, snapshot: null };
  }
  if (from === undefined) return { image: null, snapshot: null };
  return { image: null, snapshot: usableSnapshot(world, from, context, mayCopy).id };
};

/** Gives a running instance another root volume: of an image that it may launch, of a snapshot, or as it was launched. */
export const createReplaceRootVolumeTask = (
  world: World,
  input: CreateReplaceRootVolumeTaskRequest,
  context: CallContext,
): CreateReplaceRootVolumeTaskResult => {
  const instance = runningInstance(world, input.InstanceId, context);
  const source = sourceOf(world, input, context);
  const type = 'replace-root-volume-task';
  const tags = specifiedTags(input.TagSpecifications, type, [type]);
  context.beforeWrite();
  const task: RootVolumeTask = {
    id: world.mint.id('replacevol'),
    sequence: world.mint.sequence(),
    owner: instance.owner,
    region: instance.region,
    instance: instance.id,
    ...source,
    deletesOld: input.DeleteReplacedRootVolume ?? false,
    startedAt: world.clock.now(),
    completedAt: null,
    state: 'pending',
    tags,
  };
  world.tasks.rootVolumes.set(task.id, task);
  world.clock.after(world.delays.snapshot, () => {
    finish(world, task);
  });
  return { ReplaceRootVolumeTask: taskView(task) };
};

const finish = (world: World, task: RootVolumeTask): void => {
  world.tasks.rootVolumes.set(task.id, { ...task, state: 'succeeded', completedAt: world.clock.now() });
  const instance = world.instances.get(task.instance);
  const [root, ...others] = instance?.volumes ?? [];
  if (instance === null || instance.state === 'terminated' || root === undefined) return;
  const image = world.images.get(task.image ?? instance.image);
  const [first] = image === null ? [] : snapshotIdsOf(image);
  const snapshot = world.snapshots.get(task.snapshot ?? first ?? '');
  const replaced = { ...root, volume: world.mint.id('vol'), kmsKey: snapshot?.kmsKey ?? root.kmsKey };
  world.instances.put({
    ...instance,
    image: task.image ?? instance.image,
    volumes: [replaced, ...others],
  });
};

export const describeReplaceRootVolumeTasks = (
  world: World,
  input: DescribeReplaceRootVolumeTasksRequest,
  { caller, region }: CallContext,
): DescribeReplaceRootVolumeTasksResult => {
  const wanted = input.ReplaceRootVolumeTaskIds ?? [];
  const matches = createFilter<RootVolumeTask>(
    input.Filters,
    { 'instance-id': ({ instance }) => [instance] },
    ({ tags }) => tags,
  );
  const tasks = [...world.tasks.rootVolumes.values()]
    .filter((task) => task.owner === caller.account && task.region === region)
    .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
    .filter(matches);
  const { items, token } = pageOf(tasks, input, { least: 1, most: 50 });
  return { ReplaceRootVolumeTasks: items.map(taskView), ...token };
};
