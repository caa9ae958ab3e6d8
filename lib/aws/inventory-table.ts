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
