import type {
  DescribeExportImageTasksRequest,
  DescribeExportImageTasksResult,
  ExportImageRequest,
  ExportImageResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { createFilter } from '../filter.ts';
import { available, ownImage } from '../find.ts';
import { isEncrypted } from '../encrypted.ts';
import { pageOf } from '../page.ts';
import { missing } from '../refusals.ts';
import type { ExportTask } from '../tasks.ts';
import type { World } from '../world.ts';

/** Starts an export of an image into a bucket as a disk image. Encrypted images cannot be exported (VM Import/Export user guide). */
export const exportImage = (
  world: World,
  input: ExportImageRequest,
  context: CallContext,
): ExportImageResult => {
  const { DiskImageFormat: format, S3ExportLocation: location } = input;
  if (format === undefined) throw missing('DiskImageFormat');
  if (location?.S3Bucket === undefined) throw missing('S3ExportLocation.S3Bucket');
  const image = available(ownImage(world, input.ImageId, context));
  if (isEncrypted(world, image)) {
    throw new AwsError('NotExportable', `The image ID (${image.id}) provided contains encrypted snapshots.`);
  }
  context.beforeWrite();
  const task: ExportTask = {
    id: world.mint.id('export-ami'),
    sequence: world.mint.sequence(),
    owner: image.owner,
    region: image.region,
    image: image.id,
    bucket: location.S3Bucket,
    prefix: location.S3Prefix ?? '',
    description: input.Description ?? null,
    startedAt: world.clock.now(),
    status: 'active',
  };
  world.tasks.exports.set(task.id, task);
  world.clock.after(world.delays.copy, () => {
    world.tasks.exports.set(task.id, { ...task, status: 'completed' });
  });
  return { ...taskView(task), DiskImageFormat: format };
};

const taskView = ({ id, image, bucket, prefix, description, status }: ExportTask) => ({
  ExportImageTaskId: id,
  ImageId: image,
  ...(description === null ? {} : { Description: description }),
  S3ExportLocation: { S3Bucket: bucket, S3Prefix: prefix },
  Status: status,
  ...(status === 'active' ? { Progress: '0', StatusMessage: 'validating' } : {}),
});

/** The own export tasks. EC2 takes their ids and the filter `task-state`, and no image. */
export const describeExportImageTasks = (
  world: World,
  input: DescribeExportImageTasksRequest,
  { caller, region }: CallContext,
): DescribeExportImageTasksResult => {
  const wanted = input.ExportImageTaskIds ?? [];
  const matches = createFilter<ExportTask>(
    input.Filters,
    { 'task-state': ({ status }) => [status] },
    () => ({}),
  );
  const own = [...world.tasks.exports.values()].filter(
    (task) => task.owner === caller.account && task.region === region,
  );
  const unknown = wanted.filter((id) => !own.some((task) => task.id === id));
  if (unknown.length > 0) {
    throw new AwsError(
      'InvalidExportTaskID.NotFound',
      `The export task ID '${unknown.join()}' does not exist`,
    );
  }
  const tasks = own.filter(({ id }) => wanted.length === 0 || wanted.includes(id)).filter(matches);
  const { items, token } = pageOf(tasks, input);
  return { ExportImageTasks: items.map(taskView), ...token };
};
