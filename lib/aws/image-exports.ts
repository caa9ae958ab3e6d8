import {
  DescribeExportImageTasksCommand,
  DescribeStoreImageTasksCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { ImageExport } from '../model/facts.ts';
import type { ImageId } from '../model/ids.ts';
import type { Datum } from '../model/image.ts';
import type { ImageRef } from '../model/subject.ts';
import { datumOf } from './datum.ts';
import { asFault, present } from './faults.ts';
import { allPages } from './pages.ts';

const STORE = 'DescribeStoreImageTasks';
const EXPORT = 'DescribeExportImageTasks';

/** An export with the image that it is of; null where AWS does not say. */
type ImageTask = ImageExport & { readonly image: string | null };

const stored = (client: EC2Client, images: readonly ImageId[] | null): Promise<readonly ImageTask[]> =>
  allPages(
    (token) =>
      asFault(
        STORE,
        client.send(
          new DescribeStoreImageTasksCommand({
            ...(images === null ? { MaxResults: 200 } : { ImageIds: [...images] }),
            ...token,
          }),
        ),
      ),
    ({ StoreImageTaskResults }) =>
      present(STORE, 'storeImageTaskResultSet', StoreImageTaskResults).map((task) => ({
        image: task.AmiId ?? null,
        how: 'store',
        bucket: task.Bucket ?? null,
        key: task.S3objectKey ?? null,
        state: task.StoreTaskState ?? null,
      })),
  );

// It takes task ids and a state, no image: the tasks of the whole account and region are looked through.
const exported = (client: EC2Client): Promise<readonly ImageTask[]> =>
  allPages(
    (token) => asFault(EXPORT, client.send(new DescribeExportImageTasksCommand(token))),
    ({ ExportImageTasks }) =>
      present(EXPORT, 'exportImageTaskSet', ExportImageTasks).map((task) => ({
        image: task.ImageId ?? null,
        how: 'export',
        bucket: task.S3ExportLocation?.S3Bucket ?? null,
        // The whole key is this prefix, the task's id and the format's ending, which AWS does not repeat here.
        key: `${task.S3ExportLocation?.S3Prefix ?? ''}${task.ExportImageTaskId ?? ''}`,
        state: task.Status ?? null,
      })),
  );

const tasksOf = async (
  client: EC2Client,
  images: readonly ImageId[] | null,
): Promise<ReadonlyMap<string, readonly ImageExport[]>> => {
  const tasks = (await Promise.all([stored(client, images), exported(client)])).flat();
  const byImage = new Map<string, ImageExport[]>();
  for (const { image, ...task } of tasks) {
    if (image === null) continue;
    byImage.set(image, [...(byImage.get(image) ?? []), task]);
  }
  return byImage;
};

/** Where an image was stored or exported to, as far back as AWS lists the tasks. Either call's fault is that of both. Never rejects. */
export const readExports = (client: EC2Client, ref: ImageRef): Promise<Datum<readonly ImageExport[]>> =>
  datumOf(STORE, async () => (await tasksOf(client, [ref.image])).get(ref.image) ?? []);

/** The same of every image of the account in the region, by image; one that is absent has none. Rejects with `Fault`. */
export const listExports = (client: EC2Client): Promise<ReadonlyMap<string, readonly ImageExport[]>> =>
  tasksOf(client, null);
