import type { StatementSync } from 'node:sqlite';
import { AccountId, Region } from '../model/ids.ts';
import type { KnownPlace } from '../model/inventory.ts';
import { KnownPlaceSchema } from '../model/inventory-schema.ts';
import { changedCounts, emptyPlace } from '../model/known-place.ts';
import { parseDocument } from '../model/parse-document.ts';
import { type AccountRegion, subjectKey } from '../model/subject.ts';
import type { CountChange, Inventory, Versioned } from '../ports/inventory.ts';
import { attempt, textOf, type Database } from './database.ts';

const PAGE = 500;

type Row = NonNullable<ReturnType<StatementSync['get']>>;

/** The places, and how an image's transaction changes what is counted there. */
interface LocalPlaces {
  readonly inventory: Pick<Inventory, 'place' | 'putPlace' | 'places'>;
  readonly count: (place: AccountRegion, by: CountChange) => void;
}

const placeOf = (row: Row): Versioned<KnownPlace> => {
  const place = { account: AccountId.parse(row['account']), region: Region.parse(row['region']) };
  const value = parseDocument(`place ${subjectKey(place)}`, textOf(row, 'document'), KnownPlaceSchema);
  return { value, version: Number(row['version']) };
};

/** The part of the inventory that holds places with their counts. */
export const localPlaces = (database: Database): LocalPlaces => {
  const { connection } = database;
  const one = connection.prepare(
    'SELECT account, region, version, document FROM known_place WHERE account = ? AND region = ?',
  );
  const next = connection.prepare(
    `SELECT account, region, version, document FROM known_place WHERE (account, region) > (?, ?)
     ORDER BY account, region LIMIT ${String(PAGE)}`,
  );
  const insert = connection.prepare(
    'INSERT INTO known_place (account, region, version, document) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING',
  );
  const update = connection.prepare(
    'UPDATE known_place SET version = version + 1, document = ? WHERE account = ? AND region = ? AND version = ?',
  );

  const write = (known: KnownPlace, version: number): boolean => {
    const { account, region } = known.place;
    const document = JSON.stringify(known);
    const { changes } =
      version === 0 ? insert.run(account, region, document) : update.run(document, account, region, version);
    return changes === 1;
  };

  const count = ({ account, region }: AccountRegion, by: CountChange): void => {
    const row = one.get(account, region);
    if (row === undefined) return;
    const { value, version } = placeOf(row);
    if (!value.counts.some(({ quota }) => (by[quota] ?? 0) !== 0)) return;
    write({ ...value, counts: changedCounts(value.counts, by) }, version);
  };

  return {
    count,
    inventory: {
      place: (place) =>
        attempt(database, 'ReadPlace', () => {
          const row = one.get(place.account, place.region);
          return row === undefined ? { value: emptyPlace(place), version: 0 } : placeOf(row);
        }),
      putPlace: (place, version) => attempt(database, 'PutPlace', () => write(place, version)),
      async *places() {
        let after: readonly [string, string] = ['', ''];
        for (;;) {
          const page = await attempt(database, 'ReadPlaces', () =>
            next.all(...after).map((row) => placeOf(row).value),
          );
          const last = page.at(-1);
          if (last === undefined) return;
          yield page;
          if (page.length < PAGE) return;
          after = [last.place.account, last.place.region];
        }
      },
    },
  };
};
