import type { JournalPages } from '../ports/journal-pages.ts';
import { regionOfEnvironment } from './own-credentials.ts';
import type { Environment } from './settings.ts';
import type { ViaSettings } from './wire-via.ts';

/** Which journal: a file of this machine, a deployed table (a name, or an ARN, which says its region), or that of a deployed service's stack. */
export type JournalPlace =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'table';
      readonly table: string;
      readonly profile: string | null;
      readonly environment: Environment;
    }
  | { readonly kind: 'stack'; readonly settings: ViaSettings };

/** A journal that is open for reading, until `close`. */
export interface OpenPages {
  readonly pages: JournalPages;
  readonly close: () => void;
}

// Reading a large table is a thousand calls in a row, of which a few may be throttled; nobody's function is waiting.
const TRIES = 8;

/** Opens a journal for reading, a table with the credentials that the SDK finds by itself. Rejects with `Fault`. */
export const openPages = async (place: JournalPlace): Promise<OpenPages> => {
  if (place.kind === 'file') {
    const { sqlitePages } = await import('../local/sqlite-pages.ts');
    return sqlitePages(place.path);
  }
  if (place.kind === 'stack') {
    const { tableOfStack } = await import('./wire-via.ts');
    const { table, region } = await tableOfStack(place.settings);
    return openTable(table, place.settings.profile ?? null, region);
  }
  const { table, profile, environment } = place;
  const named = /^arn:[^:]+:dynamodb:([^:]+):/.exec(table)?.[1];
  return openTable(table, profile, named ?? regionOfEnvironment(environment).region);
};

const openTable = async (
  table: string,
  profile: string | null,
  region: string | undefined,
): Promise<OpenPages> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { CLIENT_DEFAULTS } = await import('../aws/client-defaults.ts');
  const { dynamoPages } = await import('../aws/journal-pages.ts');
  const client = new DynamoDBClient({
    ...CLIENT_DEFAULTS,
    maxAttempts: TRIES,
    ...(profile === null ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  });
  return {
    pages: dynamoPages(client, table),
    close: () => {
      client.destroy();
    },
  };
};
