import { DirtyMarkSchema } from '../model/journal-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, textOf, type Database } from './database.ts';

/** The part of the journal that remembers which account-regions must be swept. */
export const localDirty = (database: Database): Pick<Journal, 'markDirty' | 'dirtyMark'> => {
  const { connection } = database;
  const insert = connection.prepare(
    'INSERT INTO dirty (account, region, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const read = connection.prepare('SELECT document FROM dirty WHERE account = ? AND region = ?');
  return {
    markDirty: (mark) =>
      attempt(
        database,
        'MarkDirty',
        () => insert.run(mark.account, mark.region, JSON.stringify(mark)).changes === 1,
      ),
    dirtyMark: ({ account, region }) =>
      attempt(database, 'ReadDirty', () => {
        const row = read.get(account, region);
        if (row === undefined) return null;
        return parseDocument(`mark of ${account}/${region}`, textOf(row, 'document'), DirtyMarkSchema);
      }),
  };
};
