import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { ImageId } from '../model/ids.ts';
import type { KnownImage } from '../model/inventory.ts';
import { imageDocument, KnownImageSchema } from '../model/inventory-schema.ts';
import type { AccountRegion, ImageRef } from '../model/subject.ts';
import type { CountChange, Inventory, Versioned } from '../ports/inventory.ts';
import { getItems } from './batches.ts';
import { toFault } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { imageItem, imagePartitions } from './inventory-keys.ts';
import { countUpdate, countedAmong } from './inventory-places.ts';
import { type InventoryTable, tightAttributes } from './inventory-table.ts';
import { readDocument, type Item } from './items.ts';
import { keyAttributes } from './keys.ts';
import { partitionPages } from './partition-pages.ts';
import { getItem } from './table.ts';
import { transact } from './transact.ts';
import { ofVersion, putOf, putVersion, versionOf } from './versioned.ts';

/** As many conditional puts at once as a partition takes in some ten milliseconds. */
const AT_ONCE = 16;

const imageOf = ({ account, region }: AccountRegion, item: Item): Versioned<KnownImage> => {
  const ref = { account, region, image: ImageId.parse(item['sk']?.S) };
  const document = readDocument(imageItem(ref), item, KnownImageSchema);
  return { value: { ...document, ref }, version: versionOf(item) };
};

type Images = Pick<
  Inventory,
  'image' | 'images' | 'imagesOf' | 'imageIds' | 'putImage' | 'putImages' | 'dropImage'
>;

/** The part of the inventory that holds images. */
export const inventoryImages = (table: InventoryTable): Images => {
  const isThere = async (ref: ImageRef): Promise<boolean> => (await getItem(table, imageItem(ref))) !== null;

  /**
   * The write and the counts in one step; one answers null when the place has none of these counts, so that the write is to be
   * done without. Two items are touched, and the first one's condition decides.
   */
  const withCounts = async (
    write: TransactWriteItem,
    place: AccountRegion,
    counts: CountChange,
  ): Promise<boolean | null> => {
    let wanted = counts;
    for (;;) {
      const update = countUpdate(table, place, wanted);
      if (update === null) return null;
      const end = await transact(table, [write, { Update: update }]);
      if (end.kind === 'done') return true;
      if (end.failed.has(0)) return false;
      wanted = await countedAmong(table, place, wanted);
    }
  };

  const putImage: Images['putImage'] = async (image, version, counts = {}) => {
    const key = imageItem(image.ref);
    const attributes = tightAttributes(imageDocument(image));
    const put = putOf(table, key, attributes, version, table.token());
    const counted = await withCounts({ Put: put }, image.ref, counts);
    return counted ?? putVersion(table, key, attributes, version);
  };

  const dropImage: Images['dropImage'] = async (ref, version, counts = {}) => {
    if (version === 0) return !(await isThere(ref));
    const removal = { TableName: table.name, Key: keyAttributes(imageItem(ref)), ...ofVersion(version) };
    const counted = await withCounts({ Delete: removal }, ref, counts);
    if (counted === true) return true;
    if (counted === false) return !(await isThere(ref));
    try {
      await table.client.send(new DeleteItemCommand(removal));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return !(await isThere(ref));
      throw toFault('DeleteItem', error);
    }
  };

  return {
    image: async (ref) => {
      const item = await getItem(table, imageItem(ref));
      return item && imageOf(ref, item);
    },
    images: async (place, ids) => {
      const items = await getItems(
        table,
        ids.map((image) => imageItem({ ...place, image })),
      );
      const images = items.map((item) => imageOf(place, item));
      return new Map(images.map((image) => [image.value.ref.image, image]));
    },
    async *imagesOf(place) {
      for (const partition of imagePartitions(place)) {
        for await (const items of partitionPages(table, partition)) {
          yield items.map((item) => imageOf(place, item));
        }
      }
    },
    async *imageIds(place) {
      for (const partition of imagePartitions(place)) {
        for await (const items of partitionPages(table, partition, 'keys')) {
          yield items.map((item) => ImageId.parse(item['sk']?.S));
        }
      }
    },
    putImage,
    putImages: async (images) => {
      const held = await fewAtATime(images, AT_ONCE, ({ value, version }) => putImage(value, version));
      return images.flatMap(({ value }, index) => (held[index] === true ? [] : [value.ref.image]));
    },
    dropImage,
  };
};
