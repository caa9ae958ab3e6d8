import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { openDatabase } from '../local/database.ts';
import { sqliteCoverage } from '../local/sqlite-coverage.ts';
import { sqliteInventory } from '../local/sqlite-inventory.ts';
import { Fault } from '../model/fault.ts';
import type { CoverageBook } from '../ports/coverage-book.ts';
import type { Inventory } from '../ports/inventory.ts';
import type { JournalPlace } from './wire-journal.ts';

/** An inventory that is open, until `close`. */
export interface OpenInventory {
  readonly inventory: Inventory;
  /** What is kept beside it of the coverage. */
  readonly book: CoverageBook;
  readonly close: () => void;
}

// A large table is read in many calls in a row, of which a few may be throttled; nobody's function is waiting.
const TRIES = 8;

/** Opens an inventory for reading: of this machine, or a deployed one with the credentials that the SDK finds by itself. Rejects with `Fault`. */
export const openInventory = async (place: JournalPlace): Promise<OpenInventory> => {
  if (place.kind === 'file') {
    if (!existsSync(place.path)) throw nothingKept(place.path);
    const database = openDatabase(place.path, 'write');
    return {
      ...sqliteInventory({ database }),
      book: sqliteCoverage(database),
      close: () => {
        database.connection.close();
      },
    };
  }
  if (place.kind === 'stack') {
    const { tableOfStack } = await import('./wire-via.ts');
    const { table, region } = await tableOfStack(place.settings, 'InventoryTableName');
    return openTable(table, place.settings.profile ?? null, region);
  }
  const { table, profile, environment } = place;
  const { regionOfEnvironment } = await import('./own-credentials.ts');
  const named = /^arn:[^:]+:dynamodb:([^:]+):/.exec(table)?.[1];
  return openTable(table, profile, named ?? regionOfEnvironment(environment).region);
};

const openTable = async (
  table: string,
  profile: string | null,
  region: string | undefined,
): Promise<OpenInventory> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { CLIENT_DEFAULTS } = await import('../aws/client-defaults.ts');
  const { dynamoCoverage } = await import('../aws/dynamo-coverage.ts');
  const { dynamoInventory } = await import('../aws/dynamo-inventory.ts');
  const client = new DynamoDBClient({
    ...CLIENT_DEFAULTS,
    maxAttempts: TRIES,
    ...(profile === null ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  });
  return {
    inventory: dynamoInventory({ client, table }),
    book: dynamoCoverage({ client, name: table, token: randomUUID }),
    close: () => {
      client.destroy();
    },
  };
};

const nothingKept = (path: string): Fault =>
  new Fault('OpenInventory', 'NotFound', `nothing is kept in ${path} yet: \`ami-warden scan\` looks`, {
    retryable: false,
  });
