import type {
  CancelImportTaskRequest,
  CancelImportTaskResult,
  DescribeImportImageTasksRequest,
  DescribeImportImageTasksResult,
  ImportImageRequest,
  ImportImageResult,
  ImportImageTask,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { defaultKey } from '../copy-key.ts';
import { createFilter } from '../filter.ts';
import { assertRoomForImage, startImage } from '../new-image.ts';
import { startSnapshot } from '../new-snapshot.ts';
import { pageOf } from '../page.ts';
import { missing } from '../refusals.ts';
import { specifiedTags, type Tags } from '../tags.ts';
import type { ImportTask } from '../tasks.ts';
import type { World } from '../world.ts';

const taskView = (task: ImportTask): ImportImageTask => ({
  ImportTaskId: task.id,
  Status: task.status,
  Description: task.description,
  Architecture: task.architecture,
  Platform: 'Linux',
  Encrypted: task.kmsKey !== null,
  ...(task.kmsKey === null ? {} : { KmsKeyId: task.kmsKey }),
  ...(task.status === 'active' ? { Progress: '10', StatusMessage: 'converting' } : {}),
  ...(task.message === null ? {} : { StatusMessage: task.message }),
  ...(task.image === null ? {} : { ImageId: task.image }),
  ...(task.snapshot === null ? {} : { SnapshotDetails: [{ SnapshotId: task.snapshot, DiskImageSize: 8 }] }),
});

const keyOf = (world: World, input: ImportImageRequest, context: CallContext): string | null => {
  const { caller, region } = context;
  const { KmsKeyId: named } = input;
  const encrypted = input.Encrypted === true || world.settings(caller.account, region).encryption.byDefault;
  if (!encrypted) return null;
  return named === undefined
    ? defaultKey(world, context)
    : world.keys.resolve(named, caller.account, region).arn;
};

const finishImport = (world: World, started: ImportTask, tags: Tags, context: CallContext): void => {
  if (world.tasks.imports.get(started.id)?.status !== 'active') return;
  const description = `Created by AWS-VMImport service for ${started.id}`;
  const { kmsKey } = started;
  const snapshot = startSnapshot(
    world,
    { sizeGiB: 8, volume: 'vol-ffffffff', description, kmsKey, tags: {} },
    context,
  );
  const body = {
    Name: started.id,
    Description: `AWS-VMImport service: ${started.description}`,
    Architecture: started.architecture === 'arm64' ? ('arm64' as const) : ('x86_64' as const),
    VirtualizationType: 'hvm' as const,
    RootDeviceType: 'ebs' as const,
    RootDeviceName: '/dev/sda1',
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/sda1',
        Ebs: {
          SnapshotId: snapshot.id,
          VolumeSize: 8,
          VolumeType: 'gp2' as const,
          Encrypted: kmsKey !== null,
        },
      },
    ],
  };
  const ending = { state: 'available' } as const;
  const image = startImage(world, { body, tags, delay: 0, ending, silent: true }, context);
  const task: ImportTask = { ...started, status: 'completed', image: image.id, snapshot: snapshot.id };
  world.tasks.imports.set(started.id, task);
};

/** Starts an import. The image has no id until the task ends, and no event ever tells of it: one has to ask for the task. */
export const importImage = (
  world: World,
  input: ImportImageRequest,
  context: CallContext,
): ImportImageResult => {
  if ((input.DiskContainers ?? []).length === 0) throw missing('DiskContainer');
  const tags = specifiedTags(input.TagSpecifications, 'import-image-task', ['import-image-task']);
  const kmsKey = keyOf(world, input, context);
  assertRoomForImage(world, context);
  context.beforeWrite();
  const task: ImportTask = {
    id: world.mint.id('import-ami'),
    sequence: world.mint.sequence(),
    owner: context.caller.account,
    region: context.region,
    status: 'active',
    message: null,
    description: input.Description ?? '',
    architecture: input.Architecture ?? 'x86_64',
    kmsKey,
    image: null,
    snapshot: null,
  };
  world.tasks.imports.set(task.id, task);
  world.clock.after(world.delays.copy, () => {
    finishImport(world, task, tags, context);
  });
  return taskView(task);
};

export const describeImportImageTasks = (
  world: World,
  input: DescribeImportImageTasksRequest,
  { caller, region }: CallContext,
): DescribeImportImageTasksResult => {
  const wanted = input.ImportTaskIds ?? [];
  const matches = createFilter<ImportTask>(
    input.Filters,
    { 'task-state': ({ status }) => [status] },
    () => ({}),
  );
  const own = [...world.tasks.imports.values()].filter(
    (task) => task.owner === caller.account && task.region === region,
  );
  const unknown = wanted.filter((id) => !own.some((task) => task.id === id));
  if (unknown.length > 0) {
    throw new AwsError(
      'InvalidConversionTaskId.Malformed',
      `The import task ID ${unknown.join(', ')} is not valid.`,
    );
  }
  const tasks = own.filter(({ id }) => wanted.length === 0 || wanted.includes(id)).filter(matches);
  const { items, token } = pageOf(tasks, input);
  return { ImportImageTasks: items.map(taskView), ...token };
};

/** Ends an import that is under way; it is `deleting` for a moment and then `deleted`, and its image never comes. */
export const cancelImportTask = (
  world: World,
  input: CancelImportTaskRequest,
  { caller, region, beforeWrite }: CallContext,
): CancelImportTaskResult => {
  const { ImportTaskId: id } = input;
  if (id === undefined) throw missing('ImportTaskId');
  const task = world.tasks.imports.get(id);
  if (task?.owner !== caller.account || task.region !== region) {
    throw new AwsError('InvalidConversionTaskId.Malformed', `The import task ID ${id} is not valid.`);
  }
  if (task.status !== 'active') {
    throw new AwsError('IncorrectState', `The import task ${id} is ${task.status} and can't be cancelled.`);
  }
  beforeWrite();
  const ended = { ...task, message: input.CancelReason ?? 'User requested cancellation' };
  world.tasks.imports.set(id, { ...ended, status: 'deleting' });
  world.clock.after(world.delays.snapshot, () => {
    world.tasks.imports.set(id, { ...ended, status: 'deleted' });
  });
  return { ImportTaskId: id, PreviousState: 'active', State: 'deleting' };
};
