import { gunzipSync, gzipSync } from 'node:zlib';
import { OrganizationSchema } from '../model/organization-schema.ts';
import type { Organization } from '../model/organization.ts';
import { parseDocument, unreadable } from '../model/parse-document.ts';
import type { Inventory } from '../ports/inventory.ts';
import { getItems, putItems } from './batches.ts';
import { organizationHead, organizationPart } from './inventory-keys.ts';
import type { InventoryTable } from './inventory-table.ts';
import { expiry, numberOf, type Item } from './items.ts';
import type { ItemKey } from './keys.ts';
import { getItem, updateIf } from './table.ts';

/** DynamoDB holds 400 KB an item; twenty thousand accounts are 374 KB of gzip. */
const PART_BYTES = 100_000;

/** What was walked longer ago is taken for the organisation by nobody. */
const KEPT_DAYS = 7;

const partsOf = (document: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(document.length / PART_BYTES) }, (_, n) =>
    document.subarray(n * PART_BYTES, (n + 1) * PART_BYTES),
  );

/*
 *   the walk's parts, under a name of its own:   organization#w2#0   organization#w2#1
 *   then the head, if it is of an older walk:    w1, 3 parts  ->  w2, 2 parts
 *
 * Whoever reads in between finds the parts of the walk that the head names: they stay until TTL tidies them away.
 */

/** The part of the inventory that holds the organisation as it was last walked. */
export const inventoryOrganization = (
  table: InventoryTable,
): Pick<Inventory, 'organization' | 'putOrganization'> => ({
  organization: async () => {
    const head = await getItem(table, organizationHead);
    return head === null ? null : readWalk(table, head);
  },
  putOrganization: async (organization) => {
    const walk = table.token();
    const at = new Date(organization.observedAt).toISOString();
    const parts = partsOf(gzipSync(JSON.stringify(organization)));
    await putItems(
      table,
      parts.map((part, n) => ({
        key: organizationPart(walk, n),
        attributes: { part: { B: part }, ...expiry(at, KEPT_DAYS) },
      })),
    );
    await updateIf(table, organizationHead, {
      set: '#at = :at, #walk = :walk, #parts = :parts',
      condition: 'attribute_not_exists(#at) OR #at < :at',
      names: { '#at': 'at', '#walk': 'walk', '#parts': 'parts' },
      values: { ':at': { S: at }, ':walk': { S: walk }, ':parts': { N: String(parts.length) } },
    });
  },
});

/** Null when the parts were tidied away: nobody has walked for a week. */
const readWalk = async (table: InventoryTable, head: Item): Promise<Organization | null> => {
  const walk = head['walk']?.S ?? '';
  const keys: readonly ItemKey[] = Array.from({ length: numberOf(head, 'parts') }, (_, n) =>
    organizationPart(walk, n),
  );
  const items = new Map((await getItems(table, keys)).map((item) => [item['pk']?.S, item['part']?.B]));
  const parts = keys.map(({ pk }) => items.get(pk));
  const found = parts.flatMap((part) => (part === undefined ? [] : [part]));
  if (found.length < parts.length) return null;
  return parseDocument('organization', inflated(walk, found), OrganizationSchema);
};

const inflated = (walk: string, parts: readonly Uint8Array[]): string => {
  try {
    return gunzipSync(Buffer.concat(parts)).toString('utf8');
  } catch (error) {
    throw unreadable(`organization ${walk}`, 'the document is no gzip', error);
  }
};
