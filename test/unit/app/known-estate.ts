import type { EventPorts } from '../../../lib/app/guard-ports.ts';
import { sqliteInventory } from '../../../lib/local/sqlite-inventory.ts';

/** An inventory of nothing yet, which lives as long as whoever asked for it. */
export const knownEstate = (): Pick<EventPorts, 'inventory' | 'heard'> => ({
  inventory: sqliteInventory({ path: ':memory:' }).inventory,
  heard: new Map(),
});
