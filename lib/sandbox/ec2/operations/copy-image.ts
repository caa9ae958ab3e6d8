import type { BlockDeviceMapping, CopyImageRequest, CopyImageResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { mayCopy, mayLaunch } from '../access.ts';
import { copyKey } from '../copy-key.ts';
import { snapshotIdsOf, type StoredImage } from '../image.ts';
import { mayUseKey } from '../keys.ts';
import { assertRoomForImage, descriptionOf, freeName, startImage, type Ending } from '../new-image.ts';
import { startSnapshot } from '../new-snapshot.ts';
import {
  imageDeregistered,
  imageIdOf,
  imageNotFound,
  imageUnavailable,
  missing,
  notAuthorizedForImages,
} from '../refusals.ts';
import type { StoredSnapshot } from '../snapshot.ts';
import { specifiedTags, type Tags } from '../tags.ts';
import type { World } from '../world.ts';

// EBS quota "Concurrent snapshot copies per destination Region".
const MOST_COPIES = 20;

const sourceOf = (world: World, input: CopyImageRequest, { caller }: CallContext): StoredImage => {
  if (input.SourceRegion === undefined) throw missing('SourceRegion');
  const id = imageIdOf(input.SourceImageId, 'SourceImageId');
  const image = world.images.get(id);
  if (image?.region !== input.SourceRegion) {
    throw world.deregistered.has(id) ? imageDeregistered(id) : imageNotFound([id]);
  }
  if (!mayLaunch(world, image, caller.account)) throw notAuthorizedForImages([id]);
  if (image.state !== 'available') throw imageUnavailable(id, image.state);
  return image;
};

const snapshotsOf = (world: World, image: StoredImage, { caller }: CallContext): readonly StoredSnapshot[] =>
  snapshotIdsOf(image).map((id) => {
    const snapshot = world.snapshots.get(id);
    // A launch permission alone lets nobody read the storage: the snapshot must be shared too.
    if (snapshot === null || !(image.owner === caller.account || mayCopy(world, snapshot, caller.account))) {
      throw new AwsError('InvalidRequest', 'You do not have permission to access the storage of this ami');
    }
    return snapshot;
  });

const assertRoomForCopy = (world: World, copies: number, { caller, region }: CallContext): void => {
  const running = world.snapshots
    .list(region, caller.account)
    .filter(({ state, description }) => state === 'pending' && description.startsWith('Copied for'));
  if (running.length + copies <= MOST_COPIES) return;
  throw new AwsError(
    'ResourceLimitExceeded',
    `Too many snapshot copies in progress. The limit is ${String(MOST_COPIES)} for this destination region.`,
  );
};

/** EBS finds out only while it copies that it may not use a key: the copy then fails, the call does not. */
const endingOf = (
  world: World,
  snapshots: readonly StoredSnapshot[],
  keys: readonly (string | null)[],
  { caller }: CallContext,
): Ending => {
  const needed = [...snapshots.map(({ kmsKey }) => kmsKey), ...keys].filter((arn) => arn !== null);
  const refused = needed.some((arn) => {
    const key = world.keys.get(arn);
    return key === null || !mayUseKey(key, caller.account, (account) => world.membership(account));
  });
  return refused ? { state: 'failed', message: 'Given key ID is not accessible' } : { state: 'available' };
};

const tagsOfCopy = (input: CopyImageRequest, source: StoredImage, { caller }: CallContext): Tags => {
  const own = specifiedTags(input.TagSpecifications, 'image', ['image', 'snapshot']);
  if (input.CopyImageTags !== true || source.owner !== caller.account) return own;
  const copied = Object.entries(source.tags).filter(([key]) => !key.startsWith('aws:'));
  return { ...Object.fromEntries(copied), ...own };
};

const tokenKey = (
  { ClientToken: token }: CopyImageRequest,
  { caller, region }: CallContext,
): string | null => (token === undefined ? null : `${caller.account}/${region}/${token}`);

/** The copy that a request with the same token has made; throws IdempotentParameterMismatch where it asked for something else. */
const earlierOf = (world: World, input: CopyImageRequest, context: CallContext): string | null => {
  const token = tokenKey(input, context);
  const known = token === null ? undefined : world.copyTokens.get(token);
  if (known === undefined) return null;
  if (known.request === JSON.stringify(input)) return known.image;
  throw new AwsError(
    'IdempotentParameterMismatch',
    'The client token was used in an earlier request with other parameters.',
  );
};

/** A full copy under a new id into the region of the call. Launch permissions are never copied. */
export const copyImage = (world: World, input: CopyImageRequest, context: CallContext): CopyImageResult => {
  const earlier = earlierOf(world, input, context);
  if (earlier !== null) return { ImageId: earlier };
  const source = sourceOf(world, input, context);
  const name = freeName(world, input.Name, context);
  const snapshots = snapshotsOf(world, source, context);
  const keys = snapshots.map((snapshot) => copyKey(world, input, snapshot, context));
  const tags = tagsOfCopy(input, source, context);
  const snapshotTags = specifiedTags(input.TagSpecifications, 'snapshot', ['image', 'snapshot']);
  assertRoomForImage(world, context);
  assertRoomForCopy(world, snapshots.length, context);
  const ending = (): Ending => endingOf(world, snapshots, keys, context);
  const description = descriptionOf(input.Description ?? source.body.Description);
  context.beforeWrite();

  const copies = new Map(
    snapshots.map((snapshot, index) => [
      snapshot.id,
      startSnapshot(
        world,
        {
          sizeGiB: snapshot.sizeGiB,
          volume: 'vol-ffffffff',
          description: `Copied for DestinationAmi from SourceAmi ${source.id} for SourceSnapshot ${snapshot.id}.`,
          kmsKey: keys[index] ?? null,
          tags: snapshotTags,
        },
        context,
        () => ending().state === 'failed',
      ),
    ]),
  );
  const mappings = (source.body.BlockDeviceMappings ?? []).map((mapping): BlockDeviceMapping => {
    const copy = copies.get(mapping.Ebs?.SnapshotId ?? '');
    if (copy === undefined) return mapping;
    return { ...mapping, Ebs: { ...mapping.Ebs, SnapshotId: copy.id, Encrypted: copy.kmsKey !== null } };
  });
  const body = {
    ...source.body,
    CreationDate: world.clock.now().toISOString(),
    ImageLocation: `${context.caller.account}/${name}`,
    Name: name,
    ...description,
    BlockDeviceMappings: mappings,
    SourceImageId: source.id,
    SourceImageRegion: source.region,
  };
  const { id } = startImage(world, { body, tags, delay: world.delays.copy, ending }, context);
  const token = tokenKey(input, context);
  if (token !== null) world.copyTokens.set(token, { image: id, request: JSON.stringify(input) });
  return { ImageId: id };
};
