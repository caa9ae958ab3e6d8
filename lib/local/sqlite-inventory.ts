import type { Inventory } from '../ports/inventory.ts';
import { openDatabase, type Database } from './database.ts';
import { localImages } from './known-images.ts';
import { localOrganization } from './known-organization.ts';
import { localPlaces } from './known-places.ts';
import { localUsage } from './usage-samples.ts';

/** An inventory with the file that it keeps open until `close`; a database that was handed in stays open. */
export interface LocalInventory {
  readonly inventory: Inventory;
  readonly close: () => void;
}

/** Where the file is (`:memory:` for one that is gone with the process), or an open database. */
export type LocalInventorySettings =
  { readonly path: string; readonly patienceMs?: number } | { readonly database: Database };

/**
 * The inventory in one SQLite file, which may be the journal's: it makes the file where there is none. Processes may share it.
 * Throws a `Fault` for a file that is none of ours, or one of a newer form.
 */
export const sqliteInventory = (settings: LocalInventorySettings): LocalInventory => {
  const isOurs = 'path' in settings;
  const database = isOurs ? openDatabase(settings.path, 'write', settings.patienceMs) : settings.database;
  // Of what a crash of the machine takes, AWS is asked again: no write waits for the disk, as the journal's do.
  if (isOurs) database.connection.exec('PRAGMA synchronous = NORMAL');
  const places = localPlaces(database);
  return {
    inventory: {
      ...localImages(database, places.count),
      ...places.inventory,
      ...localUsage(database),
      ...localOrganization(database),
    },
    close: () => {
      if (isOurs) database.connection.close();
    },
  };
};
