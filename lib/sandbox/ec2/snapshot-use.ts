import { snapshotIdsOf, type StoredImage } from './image.ts';
import type { StoredSnapshot } from './snapshot.ts';
import type { World } from './world.ts';

/** The images that the snapshot backs, those in the Recycle Bin too: while there is one, the snapshot cannot be deleted. */
export const imagesBackedBy = (world: World, snapshot: StoredSnapshot): readonly StoredImage[] =>
  [...world.images.list(snapshot.region), ...[...world.bin.values()].map(({ image }) => image)].filter(
    (image) => snapshotIdsOf(image).includes(snapshot.id),
  );
