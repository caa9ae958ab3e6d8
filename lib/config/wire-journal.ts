import type { JournalPages } from '../ports/journal-pages.ts';

/** Which journal: a file of this machine, or a deployed table (a name, or an ARN, which says its region). */
export type JournalPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'table'; readonly table: string; readonly profile: string | null };

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
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { CLIENT_DEFAULTS } = await import('../aws/client-defaults.ts');
  const { dynamoPages } = await import('../aws/journal-pages.ts');
  const region = /^arn:[^:]+:dynamodb:([^:]+):/.exec(place.table)?.[1];
  const client = new DynamoDBClient({
    ...CLIENT_DEFAULTS,
    maxAttempts: TRIES,
    ...(place.profile === null ? {} : { profile: place.profile }),
    ...(region === undefined ? {} : { region }),
  });
  return {
    pages: dynamoPages(client, place.table),
    close: () => {
      client.destroy();
    },
  };
};
