import type { UsageSample } from '../model/inventory.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Inventory } from '../ports/inventory.ts';
import { putItems } from './batches.ts';
import { usagePartition } from './inventory-keys.ts';
import type { InventoryTable } from './inventory-table.ts';
import { expiry, numberOf, type Item } from './items.ts';
import type { ItemKey } from './keys.ts';
import { queryItems } from './table.ts';

/** Longer than any trend looks back. */
const KEPT_DAYS = 400;

const itemOf = (
  place: AccountRegion,
  { quota, at, used, limit }: UsageSample,
): { readonly key: ItemKey; readonly attributes: Item } => ({
  // All with milliseconds, so that they sort as texts.
  key: { pk: usagePartition(place, quota), sk: new Date(at).toISOString() },
  attributes: { used: { N: String(used) }, limit: { N: String(limit) }, ...expiry(at, KEPT_DAYS) },
});

/** The part of the inventory that holds how much of quotas was used when; samples are tidied away after 400 days. */
export const inventoryUsage = (table: InventoryTable): Pick<Inventory, 'noteUsage' | 'usage'> => ({
  noteUsage: (place, samples) =>
    putItems(
      table,
      samples.map((sample) => itemOf(place, sample)),
    ),
  usage: async (place, quota, since) => {
    const items = await queryItems(table, usagePartition(place, quota), '', new Date(since).toISOString());
    return items.map((item) => ({
      quota,
      at: item['sk']?.S ?? '',
      used: numberOf(item, 'used'),
      limit: numberOf(item, 'limit'),
    }));
  },
});
