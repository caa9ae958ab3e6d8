import type { AttributeValue, Update } from '@aws-sdk/client-dynamodb';
import { AccountId, Region } from '../model/ids.ts';
import type { CountedQuota, KnownPlace } from '../model/inventory.ts';
import { KnownPlaceSchema } from '../model/inventory-schema.ts';
import { changedCounts, emptyPlace } from '../model/known-place.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { CountChange, Inventory, Versioned } from '../ports/inventory.ts';
import { placeItem, placePartitions } from './inventory-keys.ts';
import { partitionPages } from './partition-pages.ts';
import { type InventoryTable, tightAttributes } from './inventory-table.ts';
import { numberOf, readDocument, type Item } from './items.ts';
import { keyAttributes } from './keys.ts';
import { getItem } from './table.ts';
import { putVersion, versionOf } from './versioned.ts';

/** What is used of a quota stands in an attribute of its own, so that it can be added to. */
const attributeOf = (quota: CountedQuota): string => `used:${quota}`;

const entriesOf = (counts: CountChange): readonly (readonly [CountedQuota, number])[] =>
  (['amis', 'public-amis', 'snapshots'] as const).flatMap((quota) => {
    const by = counts[quota] ?? 0;
    return by === 0 ? [] : [[quota, by] as const];
  });

/**
 * Adds to counts that a place has, and to its version: whoever read the place before has to read it again. Null when there is
 * nothing to add. Its condition fails when the place has not all of these counts.
 */
export const countUpdate = (
  table: InventoryTable,
  place: AccountRegion,
  counts: CountChange,
): (Update & { readonly UpdateExpression: string }) | null => {
  const entries = entriesOf(counts);
  if (entries.length === 0) return null;
  const sums = entries.map((_, n) => `#used${String(n)} = #used${String(n)} + :by${String(n)}`);
  return {
    TableName: table.name,
    Key: keyAttributes(placeItem(place)),
    UpdateExpression: `SET #version = #version + :one, ${sums.join(', ')}`,
    ConditionExpression: entries.map((_, n) => `attribute_exists(#used${String(n)})`).join(' AND '),
    ExpressionAttributeNames: {
      '#version': 'version',
      ...Object.fromEntries(entries.map(([quota], n) => [`#used${String(n)}`, attributeOf(quota)])),
    },
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ...Object.fromEntries(entries.map(([, by], n) => [`:by${String(n)}`, { N: String(by) }])),
    },
  };
};

/** Those of the changes that are of counts which the place has. */
export const countedAmong = async (
  table: InventoryTable,
  place: AccountRegion,
  counts: CountChange,
): Promise<CountChange> => {
  const item = await getItem(table, placeItem(place));
  return Object.fromEntries(entriesOf(counts).filter(([quota]) => item?.[attributeOf(quota)] !== undefined));
};

const attributesOf = (known: KnownPlace): Record<string, AttributeValue> => ({
  ...tightAttributes(known),
  ...Object.fromEntries(known.counts.map(({ quota, used }) => [attributeOf(quota), { N: String(used) }])),
});

const placeOf = (item: Item): Versioned<KnownPlace> => {
  const [account, region] = (item['sk']?.S ?? '').split('#');
  const key = placeItem({ account: AccountId.parse(account), region: Region.parse(region) });
  const known = readDocument(key, item, KnownPlaceSchema);
  const counts = known.counts.map((count) => ({ ...count, used: numberOf(item, attributeOf(count.quota)) }));
  return { value: { ...known, counts: changedCounts(counts, {}) }, version: versionOf(item) };
};

/** The part of the inventory that holds places with their counts. */
export const inventoryPlaces = (table: InventoryTable): Pick<Inventory, 'place' | 'putPlace' | 'places'> => ({
  place: async (place) => {
    const item = await getItem(table, placeItem(place));
    return item === null ? { value: emptyPlace(place), version: 0 } : placeOf(item);
  },
  putPlace: (known, version) => putVersion(table, placeItem(known.place), attributesOf(known), version),
  async *places() {
    for (const partition of placePartitions()) {
      for await (const items of partitionPages(table, partition)) {
        yield items.map((item) => placeOf(item).value);
      }
    }
  },
});
