import { documentAttributes } from './items.ts';
import type { Table } from './table.ts';

/** The inventory's table, and how to wait so many milliseconds before asking DynamoDB again. */
export interface InventoryTable extends Table {
  readonly pause: (ms: number) => Promise<void>;
}

/** How often what DynamoDB put off, or what two of us wanted at once, is asked for again. */
export const TRIES = 8;

const FIRST_MS = 25;

/** How long to wait before the nth further try: twice as long each time, and less by chance, so that two do not meet again. */
export const waitMs = (tries: number): number => FIRST_MS * 2 ** tries * (0.5 + Math.random() / 2);

// A write is paid for by the kilobyte, and what an image or an account-region is known by is between one and two; as gzip it is half.
const PLAIN_BYTES = 800;

/** The attributes that hold a document of the inventory, which is written at every change: legible only where that costs nothing. */
export const tightAttributes = (document: object): ReturnType<typeof documentAttributes> =>
  documentAttributes(document, PLAIN_BYTES);
