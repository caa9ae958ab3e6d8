import type { StatementSync } from 'node:sqlite';
import { ImageId } from '../model/ids.ts';
import type { KnownImage } from '../model/inventory.ts';
import { imageDocument, KnownImageSchema } from '../model/inventory-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import { type AccountRegion, type ImageRef, subjectKey } from '../model/subject.ts';
import type { CountChange, Inventory, Versioned } from '../ports/inventory.ts';
import { attempt, inTransaction, textOf, type Database } from './database.ts';

/** Some 0.3 MB of JSON: larger pages are no faster, and the heap grows with them. */
const PAGE = 200;
const IDS_PAGE = 2_000;

type Row = NonNullable<ReturnType<StatementSync['get']>>;

const imageOf = ({ account, region }: AccountRegion, row: Row): Versioned<KnownImage> => {
  const ref = { account, region, image: ImageId.parse(row['image']) };
  const document = parseDocument(`image ${subjectKey(ref)}`, textOf(row, 'document'), KnownImageSchema);
  return { value: { ...document, ref }, version: Number(row['version']) };
};

/** The part of the inventory that holds images. `count` adds to the counts of a place, within the transaction that is open. */
export const localImages = (
  database: Database,
  count: (place: AccountRegion, by: CountChange) => void,
): Pick<Inventory, 'image' | 'images' | 'imagesOf' | 'imageIds' | 'putImage' | 'putImages' | 'dropImage'> => {
  const { connection } = database;
  const one = connection.prepare(
    'SELECT image, version, document FROM known_image WHERE account = ? AND region = ? AND image = ?',
  );
  const some = connection.prepare(
    `SELECT image, version, document FROM known_image WHERE account = ? AND region = ?
     AND image IN (SELECT value FROM json_each(?))`,
  );
  const next = connection.prepare(
    `SELECT image, version, document FROM known_image WHERE account = ? AND region = ? AND image > ?
     ORDER BY image LIMIT ${String(PAGE)}`,
  );
  const ids = connection.prepare(
    `SELECT image FROM known_image WHERE account = ? AND region = ? AND image > ?
     ORDER BY image LIMIT ${String(IDS_PAGE)}`,
  );
  const insert = connection.prepare(
    `INSERT INTO known_image (account, region, image, version, document) VALUES (?, ?, ?, 1, ?)
     ON CONFLICT DO NOTHING`,
  );
  const update = connection.prepare(
    `UPDATE known_image SET version = version + 1, document = ?
     WHERE account = ? AND region = ? AND image = ? AND version = ?`,
  );
  const remove = connection.prepare(
    'DELETE FROM known_image WHERE account = ? AND region = ? AND image = ? AND version = ?',
  );

  const write = (known: KnownImage, version: number): boolean => {
    const { account, region, image } = known.ref;
    const document = JSON.stringify(imageDocument(known));
    const { changes } =
      version === 0
        ? insert.run(account, region, image, document)
        : update.run(document, account, region, image, version);
    return changes === 1;
  };

  const drop = ({ account, region, image }: ImageRef, version: number, counts: CountChange): boolean => {
    if (one.get(account, region, image) === undefined) return true;
    if (remove.run(account, region, image, version).changes !== 1) return false;
    count({ account, region }, counts);
    return true;
  };

  return {
    image: (ref) =>
      attempt(database, 'ReadImage', () => {
        const row = one.get(ref.account, ref.region, ref.image);
        return row === undefined ? null : imageOf(ref, row);
      }),
    images: (place, ids) =>
      attempt(database, 'ReadImages', () => {
        const images = new Map<ImageId, Versioned<KnownImage>>();
        // Row by row: a thousand documents at once would outlive the young generation.
        for (const row of some.iterate(place.account, place.region, JSON.stringify(ids))) {
          const image = imageOf(place, row);
          images.set(image.value.ref.image, image);
        }
        return images;
      }),
    async *imagesOf(place) {
      let after = '';
      for (;;) {
        const page = await attempt(database, 'ReadImages', () =>
          next.all(place.account, place.region, after).map((row) => imageOf(place, row)),
        );
        const last = page.at(-1);
        if (last === undefined) return;
        yield page;
        if (page.length < PAGE) return;
        after = last.value.ref.image;
      }
    },
    async *imageIds(place) {
      let after = '';
      for (;;) {
        const page = await attempt(database, 'ReadImages', () =>
          ids.all(place.account, place.region, after).map((row) => ImageId.parse(row['image'])),
        );
        const last = page.at(-1);
        if (last === undefined) return;
        yield page;
        after = last;
      }
    },
    putImage: (image, version, counts = {}) =>
      attempt(database, 'PutImage', () =>
        inTransaction(connection, 'IMMEDIATE', () => {
          if (!write(image, version)) return false;
          count(image.ref, counts);
          return true;
        }),
      ),
    putImages: (images) =>
      attempt(database, 'PutImages', () =>
        inTransaction(connection, 'IMMEDIATE', () =>
          images.filter(({ value, version }) => !write(value, version)).map(({ value }) => value.ref.image),
        ),
      ),
    dropImage: (ref, version, counts = {}) =>
      attempt(database, 'DropImage', () =>
        inTransaction(connection, 'IMMEDIATE', () => drop(ref, version, counts)),
      ),
  };
};
