import type { AccountId } from '../../model/ids.ts';
import type { CallContext } from '../wire/service.ts';
import type { StoredImage } from './image.ts';
import {
  imageDeregistered,
  imageIdOf,
  imageNotFound,
  imageUnavailable,
  notAuthorizedForImage,
  snapshotIdOf,
  snapshotNotFound,
} from './refusals.ts';
import { AwsError } from '../wire/service.ts';
import type { StoredSnapshot } from './snapshot.ts';
import type { World } from './world.ts';

/** The caller's own image, to be changed. Throws Malformed, NotFound, Unavailable (deregistered) or AuthFailure. */
export const ownImage = (world: World, id: string | undefined, context: CallContext): StoredImage =>
  owned(world, world.images.get(imageIdOf(id)), imageIdOf(id), context);

/** The caller's own image, to be read: as reads are told, which may be as it was a moment ago. */
export const readOwnImage = (world: World, id: string | undefined, context: CallContext): StoredImage =>
  owned(world, readImage(world, imageIdOf(id)), imageIdOf(id), context);

/** An image as a read is told; null when there is none, or when a fault takes it away at this moment. */
export const readImage = (world: World, id: string): StoredImage | null => {
  const image = world.images.read(id);
  if (image === null || !world.vanishes()) return image;
  world.images.delete(id);
  return null;
};

const owned = (
  world: World,
  image: StoredImage | null,
  id: string,
  { caller, region }: CallContext,
): StoredImage => {
  if (image?.region !== region) {
    throw world.deregistered.has(id) ? imageDeregistered(id) : imageNotFound([id]);
  }
  if (image.owner !== caller.account) throw notAuthorizedForImage(id);
  return image;
};

/** The image, if it is available; throws InvalidAMIID.Unavailable, naming its state. */
export const available = (image: StoredImage): StoredImage => {
  if (image.state === 'available') return image;
  throw imageUnavailable(image.id, image.state);
};

/** A snapshot that this account may use in this region; throws Malformed or NotFound (of a private one of others, too). */
export const usableSnapshot = (
  world: World,
  id: string | undefined,
  context: CallContext,
  mayUse: (world: World, snapshot: StoredSnapshot, account: AccountId) => boolean,
): StoredSnapshot => {
  const snapshot = world.snapshots.get(snapshotIdOf(id));
  if (snapshot?.region !== context.region || !mayUse(world, snapshot, context.caller.account)) {
    throw snapshotNotFound(snapshotIdOf(id));
  }
  return snapshot;
};

/** The caller's own snapshot, to be changed; throws Malformed, NotFound or AuthFailure. */
export const ownSnapshot = (world: World, id: string | undefined, context: CallContext): StoredSnapshot => {
  const snapshot = usableSnapshot(world, id, context, () => true);
  if (snapshot.owner !== context.caller.account) {
    throw new AwsError('AuthFailure', `Not authorized for snapshot: ${snapshot.id}`);
  }
  return snapshot;
};
