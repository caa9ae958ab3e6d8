import type { ImageId } from '../../model/ids.ts';
import { judgeImages } from './judge-images.ts';
import { seenSnapshots, seenState } from './seen-state.ts';
import type { Surroundings } from './surroundings.ts';
import type { Sweeping } from './sweeping.ts';

const CHUNK = 500;

/** Where a report was stopped before all was read: judges the images that are left by what is known of them, each once. */
export const reportLeft = async (
  ids: readonly ImageId[],
  sweeping: Sweeping,
  surroundings: Surroundings,
): Promise<void> => {
  const { request, ports } = sweeping;
  for (let first = 0; first < ids.length; first += CHUNK) {
    const known = await ports.inventory.images(request.place, ids.slice(first, first + CHUNK));
    const observedAt = ports.clock.now().toISOString();
    const images = [...known.values()].map(({ value }) => value);
    const beside = await surroundings.of(
      images.map((image) => ({ image: image.ref.image, snapshots: seenSnapshots(image, sweeping) })),
    );
    const seen = images.map(
      (image) => seenState(image, observedAt, beside.get(image.ref.image) ?? {}, sweeping).state,
    );
    await judgeImages(
      seen.map((state) => ({ state, isPartial: false })),
      sweeping,
    );
  }
};
