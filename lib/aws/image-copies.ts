import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Image,
} from '@aws-sdk/client-ec2';
import { COPY_OF } from '../model/copy-tags.ts';
import type { ImageCopy } from '../model/facts.ts';
import { ImageId, SnapshotId } from '../model/ids.ts';
import type { Datum } from '../model/image.ts';
import type { ImageRef } from '../model/subject.ts';
import { datumOf } from './datum.ts';
import { backingSnapshots } from './ec2-snapshots.ts';
import { asFault, present } from './faults.ts';
import { imageFacts } from './image-facts.ts';
import { principalOf } from './launch-permission.ts';
import { allPages } from './pages.ts';

const OPERATION = 'DescribeImages';

/**
 * The copies of an image that carry our tag and that AWS says were made of it: a tag alone is anybody's to set. Those that failed are
 * among them for as long as AWS tells of them. Never rejects.
 */
export const readCopies = (client: EC2Client, ref: ImageRef): Promise<Datum<readonly ImageCopy[]>> =>
  datumOf(OPERATION, async () => {
    const images = await allPages(
      (token) =>
        client.send(
          new DescribeImagesCommand({
            Owners: ['self'],
            Filters: [{ Name: `tag:${COPY_OF}`, Values: [ref.image] }],
            IncludeDeprecated: true,
            IncludeDisabled: true,
            ...token,
          }),
        ),
      ({ Images }) => present(OPERATION, 'imagesSet', Images),
    );
    const copies = images.filter(
      ({ SourceImageId, State }) => SourceImageId === ref.image && State !== 'deregistered',
    );
    return Promise.all(copies.map((image) => copyOf(client, ref, image)));
  });

const copyOf = async (client: EC2Client, { image: source }: ImageRef, image: Image): Promise<ImageCopy> => {
  const { state, tags, devices } = imageFacts(image);
  const ids = backingSnapshots(devices);
  return {
    image: ImageId.parse(present(OPERATION, 'imageId', image.ImageId)),
    state,
    reason: image.StateReason?.Message ?? image.StateReason?.Code ?? null,
    tags,
    disks: devices.filter((device) => device.kind === 'ebs' && device.snapshot !== null).length,
    backing: ids.length,
    snapshots: ids.length === 0 ? [] : await snapshotsOf(client, ids, source),
    launchPermission: state === 'available' ? await permissionOf(client, image) : [],
  };
};

/** By a filter, which leaves out what is not there; by id one that is gone would hide the others. */
const snapshotsOf = async (
  client: EC2Client,
  ids: readonly SnapshotId[],
  source: ImageId,
): Promise<ImageCopy['snapshots']> => {
  const found = await allPages(
    (token) =>
      asFault(
        'DescribeSnapshots',
        client.send(
          new DescribeSnapshotsCommand({
            OwnerIds: ['self'],
            Filters: [{ Name: 'snapshot-id', Values: [...ids] }],
            ...token,
          }),
        ),
      ),
    ({ Snapshots }) => present('DescribeSnapshots', 'snapshotSet', Snapshots),
  );
  return found.map(({ SnapshotId: id, Encrypted, KmsKeyId, Tags = [] }) => ({
    snapshot: SnapshotId.parse(present('DescribeSnapshots', 'snapshotId', id)),
    encrypted: present('DescribeSnapshots', 'encrypted', Encrypted),
    kmsKey: KmsKeyId ?? null,
    ours: Tags.some(({ Key, Value }) => Key === COPY_OF && Value === source),
  }));
};

const permissionOf = async (
  client: EC2Client,
  { ImageId: id }: Image,
): Promise<ImageCopy['launchPermission']> => {
  const { LaunchPermissions } = await asFault(
    'DescribeImageAttribute',
    client.send(new DescribeImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' })),
  );
  return present('DescribeImageAttribute', 'launchPermission', LaunchPermissions).map(principalOf);
};
