import { CoverageEntrySchema } from '../model/coverage-schema.ts';
import type { CoverageEntry } from '../model/coverage.ts';
import { subjectKey, type AccountRegion } from '../model/subject.ts';
import type { CoverageBook } from '../ports/coverage-book.ts';
import type { Versioned } from '../ports/inventory.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { documentAttributes, type Item, readDocument } from './items.ts';
import type { ItemKey } from './keys.ts';
import { partitionPages } from './partition-pages.ts';
import { getItem, type Table } from './table.ts';
import { putVersion, versionOf } from './versioned.ts';

// A partition takes 1,000 writes a second; the first survey of a large organisation writes 17,000.
const PARTITIONS = Array.from({ length: 10 }, (_, digit) => `coverage#${String(digit)}`);
const AT_ONCE = 25;

const itemOf = (place: AccountRegion): ItemKey => ({
  pk: `coverage#${place.account.slice(-1)}`,
  sk: subjectKey(place),
});

const read = (key: ItemKey, item: Item): Versioned<CoverageEntry> => ({
  value: readDocument(key, item, CoverageEntrySchema),
  version: versionOf(item),
});

/**
 * The coverage book, an item for each account-region, in ten partitions by the last digit of the account. Each is written on the
 * condition of its version, so that a worker's attempt and the note of an alert never undo each other.
 */
export const dynamoCoverage = (table: Table): CoverageBook => ({
  entries: () => pages(table),
  entry: async (place) => {
    const key = itemOf(place);
    const item = await getItem(table, key);
    return item === null ? null : read(key, item);
  },
  put: async (entries) => {
    const held = await fewAtATime(entries, AT_ONCE, ({ value, version }) =>
      putVersion(table, itemOf(value.place), documentAttributes(value), version),
    );
    return entries.filter((_, index) => held[index] !== true).map(({ value }) => value.place);
  },
});

async function* pages(table: Table): AsyncGenerator<readonly Versioned<CoverageEntry>[]> {
  for (const pk of PARTITIONS) {
    for await (const items of partitionPages(table, pk)) {
      yield items.map((item) => read({ pk, sk: item['sk']?.S ?? '' }, item));
    }
  }
}
