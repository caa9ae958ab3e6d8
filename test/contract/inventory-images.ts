import { describe, expect, it } from 'vitest';
import { AccountId, ImageId, Region } from '../../lib/model/ids.ts';
import type { KnownImage } from '../../lib/model/inventory.ts';
import type { AccountRegion } from '../../lib/model/subject.ts';
import type { CountChange, Inventory, Versioned } from '../../lib/ports/inventory.ts';
import type { InventoryStore } from './inventory.ts';
import { here, known, refOf, whole, wholePlace } from './inventory-samples.ts';

/** A place of its own for each test. */
let places = 0;
const newPlace = (): AccountRegion => {
  places += 1;
  return { account: AccountId.parse(String(600_000_000_000 + places)), region: Region.parse('eu-west-1') };
};

const versionOf = async (inventory: Inventory, image: KnownImage): Promise<number> =>
  (await inventory.image(image.ref))?.version ?? 0;

const pagesOf = async (inventory: Inventory, place: AccountRegion): Promise<Versioned<KnownImage>[][]> => {
  const pages: Versioned<KnownImage>[][] = [];
  for await (const page of inventory.imagesOf(place)) pages.push([...page]);
  return pages;
};

const idsOf = async (inventory: Inventory, place: AccountRegion): Promise<readonly ImageId[]> => {
  const ids: ImageId[] = [];
  for await (const page of inventory.imageIds(place)) ids.push(...page);
  return ids.toSorted();
};

const withCounts = async (inventory: Inventory, place: AccountRegion): Promise<void> => {
  const { version } = await inventory.place(place);
  await inventory.putPlace({ ...wholePlace, place }, version);
};

const used = async (inventory: Inventory, place: AccountRegion): Promise<CountChange> => {
  const { value } = await inventory.place(place);
  return Object.fromEntries(value.counts.map((count) => [count.quota, count.used]));
};

/** What it says of images. */
export const inventoryImagesContract = (opened: () => InventoryStore): void => {
  describe('an image', () => {
    it('is not known before it was put', async () => {
      const { inventory } = opened();
      expect(await inventory.image(refOf(1))).toBeNull();
      expect(await pagesOf(inventory, newPlace())).toEqual([]);
      expect(await idsOf(inventory, newPlace())).toEqual([]);
      expect(await inventory.images(here, [refOf(1).image])).toEqual(new Map());
    });

    it('comes back as it was put: everything known, or next to nothing', async () => {
      const { inventory } = opened();
      const place = newPlace();
      for (const image of [whole(refOf(1, place)), known(refOf(2, place))]) {
        expect(await inventory.putImage(image, 0)).toBe(true);
        expect((await inventory.image(image.ref))?.value).toEqual(image);
      }
      const unread = { ...known(refOf(3, place)), facts: {} };
      await inventory.putImage(unread, 0);
      expect((await inventory.image(unread.ref))?.value).toEqual(unread);
    });

    it('is put by one of two who saw the same, and the other is told', async () => {
      const { inventory } = opened();
      const image = known(refOf(1, newPlace()));
      const first = await Promise.all([inventory.putImage(image, 0), inventory.putImage(image, 0)]);
      expect(first.toSorted()).toEqual([false, true]);
      const version = await versionOf(inventory, image);
      expect(version).toBeGreaterThan(0);
      expect(await inventory.putImage({ ...image, misses: 1 }, version)).toBe(true);
      expect(await inventory.putImage({ ...image, misses: 2 }, version)).toBe(false);
      expect((await inventory.image(image.ref))?.value.misses).toBe(1);
      expect(await versionOf(inventory, image)).not.toBe(version);
    });

    it('is forgotten on the same condition, and being gone already is as good', async () => {
      const { inventory } = opened();
      const image = known(refOf(1, newPlace()));
      await inventory.putImage(image, 0);
      const version = await versionOf(inventory, image);
      await inventory.putImage({ ...image, misses: 1 }, version);
      expect(await inventory.dropImage(image.ref, version)).toBe(false);
      expect(await inventory.dropImage(image.ref, await versionOf(inventory, image))).toBe(true);
      expect(await inventory.image(image.ref)).toBeNull();
      expect(await inventory.dropImage(image.ref, version)).toBe(true);
      expect(await inventory.putImage(image, 0)).toBe(true);
    });

    it('is told as unreadable, by name, when its document is broken', async () => {
      const { inventory, spoil } = opened();
      const place = newPlace();
      const image = known(refOf(0xbad, place));
      await inventory.putImage(image, 0);
      await spoil(image.ref, '{"facts":1}');
      await expect(inventory.image(image.ref)).rejects.toThrow(/Unreadable.*ami-00000000000000bad/);
      await expect(pagesOf(inventory, place)).rejects.toMatchObject({ code: 'Unreadable' });
    });
  });

  describe('the counts of a place', () => {
    it('change with an image, once', async () => {
      const { inventory } = opened();
      const place = newPlace();
      await withCounts(inventory, place);
      const image = known(refOf(1, place));
      expect(await inventory.putImage(image, 0, { amis: 1, 'public-amis': 1 })).toBe(true);
      expect(await used(inventory, place)).toEqual({ amis: 40_001, 'public-amis': 3 });
      expect(await inventory.putImage(image, 0, { amis: 1, 'public-amis': 1 })).toBe(false);
      expect(await used(inventory, place)).toEqual({ amis: 40_001, 'public-amis': 3 });
      const version = await versionOf(inventory, image);
      expect(await inventory.dropImage(image.ref, version, { amis: -1, 'public-amis': -1 })).toBe(true);
      expect(await inventory.dropImage(image.ref, version, { amis: -1, 'public-amis': -1 })).toBe(true);
      expect(await used(inventory, place)).toEqual({ amis: 40_000, 'public-amis': 2 });
    });

    it('are left alone by one who comes too late to forget an image', async () => {
      const { inventory } = opened();
      const place = newPlace();
      await withCounts(inventory, place);
      const image = known(refOf(1, place));
      await inventory.putImage(image, 0, { amis: 1 });
      const version = await versionOf(inventory, image);
      await inventory.putImage({ ...image, misses: 1 }, version);
      expect(await inventory.dropImage(image.ref, version, { amis: -1 })).toBe(false);
      expect(await used(inventory, place)).toEqual({ amis: 40_001, 'public-amis': 2 });
    });

    it('stay unknown where nobody counted, and the image is put all the same', async () => {
      const { inventory } = opened();
      const place = newPlace();
      expect(await inventory.putImage(known(refOf(1, place)), 0, { amis: 1 })).toBe(true);
      expect(await inventory.place(place)).toMatchObject({
        value: { counts: [], heardAt: null },
        version: 0,
      });
      await withCounts(inventory, place);
      expect(await inventory.putImage(known(refOf(2, place)), 0, { amis: 1, snapshots: 3 })).toBe(true);
      expect(await used(inventory, place)).toEqual({ amis: 40_001, 'public-amis': 2 });
      const first = await versionOf(inventory, known(refOf(1, place)));
      expect(await inventory.dropImage(refOf(1, place), first, { snapshots: -1 })).toBe(true);
      expect(await used(inventory, place)).toEqual({ amis: 40_001, 'public-amis': 2 });
    });

    it('add up when many images come at once', async () => {
      const { inventory } = opened();
      const place = newPlace();
      await withCounts(inventory, place);
      const images = Array.from({ length: 12 }, (_, n) => known(refOf(n, place)));
      await Promise.all(images.map((image) => inventory.putImage(image, 0, { amis: 1 })));
      expect(await used(inventory, place)).toEqual({ amis: 40_012, 'public-amis': 2 });
    });

    it('are not overwritten by one who read the place before they changed', async () => {
      const { inventory } = opened();
      const place = newPlace();
      await withCounts(inventory, place);
      const { value, version } = await inventory.place(place);
      await inventory.putImage(known(refOf(1, place)), 0, { amis: 1 });
      expect(await inventory.putPlace({ ...value, heardAt: null }, version)).toBe(false);
      expect(await used(inventory, place)).toEqual({ amis: 40_001, 'public-amis': 2 });
    });
  });

  describe('many images', () => {
    it('are put each on its own condition, and those that failed are named', async () => {
      const { inventory } = opened();
      const place = newPlace();
      const [first, second, third] = [1, 2, 3].map((n) => refOf(n, place));
      if (first === undefined || second === undefined || third === undefined) throw new Error('three');
      await inventory.putImage(known(second), 0);
      const lost = await inventory.putImages([
        { value: known(first), version: 0 },
        { value: { ...known(second), misses: 1 }, version: 0 },
        { value: known(third), version: 7 },
      ]);
      expect(lost).toEqual([second.image, third.image]);
      expect((await inventory.image(first))?.value).toEqual(known(first));
      expect((await inventory.image(second))?.value.misses).toBe(0);
      expect(await inventory.image(third)).toBeNull();
      expect(await inventory.putImages([])).toEqual([]);
    });

    it('are found by their ids, however many are asked for', async () => {
      const { inventory } = opened();
      const place = newPlace();
      const images = Array.from({ length: 130 }, (_, n) => known(refOf(n, place)));
      await inventory.putImages(images.map((value) => ({ value, version: 0 })));
      const asked = Array.from({ length: 260 }, (_, n) => refOf(n, place).image);
      const found = await inventory.images(place, [...asked, ...asked]);
      expect(found.size).toBe(130);
      expect(found.get(refOf(129, place).image)?.value).toEqual(images[129]);
      expect(await inventory.images(place, [])).toEqual(new Map());
    });

    it('come in the order of their ids, a page at a time, and those of other places do not', async () => {
      const { inventory } = opened();
      const place = newPlace();
      const ids = [
        'ami-00112233',
        'ami-0aaaaaaaaaaaaaa01',
        'ami-0aaaaaaa',
        'ami-0fffffffffffffff0',
        'ami-04000000000000000',
        'ami-03fffffffffffffff',
        'ami-b0000000',
        'ami-1234abcd',
        'ami-ffffffff',
      ].map((id) => ImageId.parse(id));
      const fill = Array.from({ length: 600 }, (_, n) => refOf(n * 131_072, place).image);
      const all = [...ids, ...fill];
      const lost = await inventory.putImages(
        all.map((image) => ({ value: known({ ...place, image }), version: 0 })),
      );
      expect(lost).toEqual([]);
      const pages = await pagesOf(inventory, place);
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat().map(({ value }) => value.ref.image)).toEqual(all.toSorted());
      expect(pages.flat().every(({ version }) => version > 0)).toBe(true);
      expect(await idsOf(inventory, place)).toEqual(all.toSorted());
      expect(await pagesOf(inventory, newPlace())).toEqual([]);
    });
  });
};
