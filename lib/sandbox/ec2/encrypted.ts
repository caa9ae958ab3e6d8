import { snapshotIdsOf, type StoredImage } from './image.ts';
import type { World } from './world.ts';

/** The keys (ARNs) under which the image's snapshots are encrypted; none for an unencrypted image. */
export const keysOf = (world: World, image: StoredImage): readonly string[] =>
  snapshotIdsOf(image)
    .map((id) => world.snapshots.get(id)?.kmsKey ?? null)
    .filter((arn) => arn !== null);

export const isEncrypted = (world: World, image: StoredImage): boolean => keysOf(world, image).length > 0;
