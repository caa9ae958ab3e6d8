import {
  DescribeExportImageTasksCommand,
  DescribeStoreImageTasksCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { ImageExport } from '../model/facts.ts';
import type { Datum } from '../model/image.ts';
import type { ImageRef } from '../model/subject.ts';
import { datumOf } from './datum.ts';
import { asFault, present } from './faults.ts';
import { allPages } from './pages.ts';

const STORE = 'DescribeStoreImageTasks';
const EXPORT = 'DescribeExportImageTasks';

const stored = (client: EC2Client, ref: ImageRef): Promise<readonly ImageExport[]> =>
  allPages(
    (token) =>
      asFault(STORE, client.send(new DescribeStoreImageTasksCommand({ ImageIds: [ref.image], ...token }))),
    ({ StoreImageTaskResults }) =>
      present(STORE, 'storeImageTaskResultSet', StoreImageTaskResults)
        .filter(({ AmiId }) => AmiId === ref.image)
        .map((task) => ({
          how: 'store',
          bucket: task.Bucket ?? null,
          key: task.S3objectKey ?? null,
          state: task.StoreTaskState ?? null,
        })),
  );

// It takes task ids and a state, no image: the tasks of the whole account and region are looked through.
const exported = (client: EC2Client, ref: ImageRef): Promise<readonly ImageExport[]> =>
  allPages(
    (token) => asFault(EXPORT, client.send(new DescribeExportImageTasksCommand(token))),
    ({ ExportImageTasks }) =>
      present(EXPORT, 'exportImageTaskSet', ExportImageTasks)
        .filter(({ ImageId }) => ImageId === ref.image)
        .map((task) => ({
          how: 'export',
          bucket: task.S3ExportLocation?.S3Bucket ?? null,
          // The whole key is this prefix, the task's id and the format's ending, which AWS does not repeat here.
          key: `${task.S3ExportLocation?.S3Prefix ?? ''}${task.ExportImageTaskId ?? ''}`,
          state: task.Status ?? null,
        })),
  );

/** Where an image was stored or exported to, as far back as AWS lists the tasks. Either call's fault is that of both. Never rejects. */
export const readExports = (client: EC2Client, ref: ImageRef): Promise<Datum<readonly ImageExport[]>> =>
  datumOf(STORE, async () => (await Promise.all([stored(client, ref), exported(client, ref)])).flat());
