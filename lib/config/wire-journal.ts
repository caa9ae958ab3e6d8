import type { JournalPages } from '../ports/journal-pages.ts';
import type { TablePlace } from './open-table.ts';

/** Which journal: a file of this machine, or a deployed table. */
export type JournalPlace = { readonly kind: 'file'; readonly path: string } | TablePlace;

/** A journal that is open for reading, until `close`. */
export interface OpenPages {
  readonly pages: JournalPages;
  readonly close: () => void;
}

/** Opens a journal for reading, a table with the credentials that the SDK finds by itself. Rejects with `Fault`. */
export const openPages = async (place: JournalPlace): Promise<OpenPages> => {
  if (place.kind === 'file') {
    const { sqlitePages } = await import('../local/sqlite-pages.ts');
    return sqlitePages(place.path);
  }
  const { openTable } = await import('./open-table.ts');
  const { dynamoPages } = await import('../aws/journal-pages.ts');
  const { client, table } = await openTable(place, 'JournalTableName');
  return {
    pages: dynamoPages(client, table),
    close: () => {
      client.destroy();
    },
  };
};
