import { afterAll, beforeAll, describe } from 'vitest';
import type { ImageRef } from '../../lib/model/subject.ts';
import type { Inventory } from '../../lib/ports/inventory.ts';
import { inventoryImagesContract } from './inventory-images.ts';
import { inventoryPlacesContract } from './inventory-places.ts';

/** An inventory to be tried; `spoil` replaces an image's document by another text. */
export interface InventoryStore {
  readonly inventory: Inventory;
  readonly spoil: (ref: ImageRef, document: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What every Inventory does, whatever keeps it. */
export const inventoryContract = (name: string, start: () => Promise<InventoryStore>): void => {
  describe(`the inventory in ${name}`, () => {
    let store: InventoryStore | null = null;
    const opened = (): InventoryStore => {
      if (store === null) throw new Error('it was not started');
      return store;
    };
    beforeAll(async () => {
      store = await start();
    });
    afterAll(() => store?.close());

    inventoryImagesContract(opened);
    inventoryPlacesContract(opened);
  });
};
