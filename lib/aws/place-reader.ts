import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ImageReference } from '../model/facts.ts';
import { Fault } from '../model/fault.ts';
import { ImageId } from '../model/ids.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { PermissionRead, PlaceReader } from '../ports/estate-reader.ts';
import { datumOf } from './datum.ts';
import { readLaunchPermission } from './ec2-reads.ts';
import { asFault } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { readAncestry } from './image-ancestry.ts';
import { listExports } from './image-exports.ts';
import { listReferences } from './image-references.ts';
import { aliasesOf } from './key-aliases.ts';
import { chunksOf, countRecycled, listImages, listPublicImages, listSeenImages } from './listed-images.ts';
import { listInstances } from './listed-instances.ts';
import { countSnapshots, listSnapshots } from './listed-snapshots.ts';
import { accountRegionObserver } from './observe-account-region.ts';
import type { PassingClients } from './passing-clients.ts';
import { readQuota } from './share-quota.ts';
import { readSnapshotSharing } from './snapshot-sharing.ts';

/** Reads an account and region by these clients. Rejects with `Fault` when the account does not let us in. */
export const placeReader = async (
  place: AccountRegion,
  clients: PassingClients,
  clock: Clock,
): Promise<PlaceReader> => {
  const { account, region } = place;
  const client = await clients.ec2(account, region);
  const guardrails = accountRegionObserver({ clients: clients.ec2, clock });
  return {
    images: listImages(client),
    publicImages: listPublicImages(client),
    seenImages: listSeenImages(client),
    recycledImages: countRecycled(client),
    snapshotCount: countSnapshots(client),
    snapshots: listSnapshots(client),
    launchPermission: (image) => permissionOf(client, place, image),
    snapshotSharing: (ids) => readSnapshotSharing(client, ids),
    ancestry: (image) => readAncestry(clients.ec2, { ...place, image }),
    references: (images) => referencesOf(client, images),
    exports: async () =>
      new Map([...(await listExports(client))].map(([image, tasks]) => [ImageId.parse(image), tasks])),
    keyAliases: (key) => datumOf('ListAliases', () => aliasesOf(clients.kms, key)),
    shareQuota: () =>
      datumOf('GetServiceQuota', async () => readQuota(await clients.quotas(account, region), 'ami-shares')),
    guardrails: (facts) =>
      guardrails(
        place,
        facts.filter((fact) => fact !== 'quotas'),
      ),
    instances: listInstances(client, place),
  };
};

const permissionOf = async (
  client: EC2Client,
  place: AccountRegion,
  image: ImageId,
): Promise<PermissionRead> => {
  const read = await readLaunchPermission(client, { ...place, image });
  if (read.kind === 'absent') {
    // `Unavailable` is said of images that are gone as well as of some that are there: a list of the one tells.
    const isGone = read.certainty === 'sure' || (await isUnlisted(client, image));
    return isGone ? { kind: 'gone', code: 'InvalidAMIID.NotFound' } : read.fault;
  }
  if (read.kind === 'unread') throw new Error('a launch permission that was asked for is unread');
  return read;
};

const isUnlisted = async (client: EC2Client, image: ImageId): Promise<boolean> => {
  const seen = await datumOf('DescribeImages', () => listSeenImages(client)([image]));
  return seen.kind === 'known' && !seen.value.has(image);
};

// EC2 API reference, DescribeImageReferences: at most ten.
const REFERENCED = 10;
const AT_ONCE = 5;

const referencesOf = async (
  client: EC2Client,
  images: readonly ImageId[],
): Promise<Awaited<ReturnType<PlaceReader['references']>>> => {
  const found = await fewAtATime(chunksOf(images, REFERENCED), AT_ONCE, (batch) =>
    referencesIn(client, batch),
  );
  return new Map(found.flat());
};

type Referred = readonly (readonly [ImageId, readonly ImageReference[]])[];

/** EC2 refuses the whole call for one image that is gone: what is left of it is asked for by halves. */
const referencesIn = async (client: EC2Client, images: readonly ImageId[]): Promise<Referred> => {
  try {
    const found = await asFault('DescribeImageReferences', listReferences(client, images));
    const byImage = Map.groupBy(found, ({ image }) => image ?? '');
    return images.map((image) => [
      image,
      (byImage.get(image) ?? []).map(({ resourceType, arn }) => ({ resourceType, arn })),
    ]);
  } catch (fault) {
    if (!(fault instanceof Fault) || !fault.code.startsWith('InvalidAMIID.')) throw fault;
    if (images.length === 1) return [];
    const half = Math.ceil(images.length / 2);
    const first = await referencesIn(client, images.slice(0, half));
    return [...first, ...(await referencesIn(client, images.slice(half)))];
  }
};
