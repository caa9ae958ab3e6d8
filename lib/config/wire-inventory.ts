import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { openDatabase } from '../local/database.ts';
import { sqliteCoverage } from '../local/sqlite-coverage.ts';
import { sqliteInventory } from '../local/sqlite-inventory.ts';
import type { CoverageLimits } from '../model/coverage.ts';
import { Fault } from '../model/fault.ts';
import type { CoverageBook } from '../ports/coverage-book.ts';
import type { Inventory } from '../ports/inventory.ts';
import { deployedSettings } from './deployed-settings.ts';
import type { JournalPlace } from './wire-journal.ts';

/** An inventory that is open, until `close`. */
export interface OpenInventory {
  readonly inventory: Inventory;
  /** What is kept beside it of the coverage. */
  readonly book: CoverageBook;
  /** From when on the deployed service calls an account-region silent or stale; null where nobody tells. */
  readonly limits: CoverageLimits | null;
  readonly close: () => void;
}

/** Opens an inventory for reading: of this machine, or a deployed one with the credentials that the SDK finds by itself. Rejects with `Fault`. */
export const openInventory = async (place: JournalPlace): Promise<OpenInventory> => {
  if (place.kind === 'file') {
    if (!existsSync(place.path)) throw nothingKept(place.path);
    const database = openDatabase(place.path, 'write');
    return {
      ...sqliteInventory({ database }),
      book: sqliteCoverage(database),
      limits: null,
      close: () => {
        database.connection.close();
      },
    };
  }
  const { openTable } = await import('./open-table.ts');
  const { dynamoCoverage } = await import('../aws/dynamo-coverage.ts');
  const { dynamoInventory } = await import('../aws/dynamo-inventory.ts');
  const { client, table, outputs } = await openTable(place, 'InventoryTableName');
  return {
    inventory: dynamoInventory({ client, table }),
    book: dynamoCoverage({ client, name: table, token: randomUUID }),
    limits: outputs && deployedSettings(outputs).limits,
    close: () => {
      client.destroy();
    },
  };
};

const nothingKept = (path: string): Fault =>
  new Fault('OpenInventory', 'NotFound', `nothing is kept in ${path} yet: \`ami-warden scan\` looks`, {
    retryable: false,
  });
