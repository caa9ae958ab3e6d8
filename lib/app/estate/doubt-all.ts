import type { AccountRegion } from '../../model/subject.ts';
import type { Inventory } from '../../ports/inventory.ts';

/** Says of all images of a place that what is held of them may be wrong, so that the next sweep reads it again; nothing is forgotten. `at` is ISO 8601. */
export const doubtAll = async (
  inventory: Pick<Inventory, 'imagesOf' | 'putImages'>,
  place: AccountRegion,
  at: string,
): Promise<void> => {
  for await (const page of inventory.imagesOf(place)) {
    await inventory.putImages(
      page.map(({ value, version }) => ({
        value: { ...value, dirtySince: at },
        version,
      })),
    );
  }
};
