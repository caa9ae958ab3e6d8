import { DirtyMarkSchema } from '../model/journal-schema.ts';
import { parseDocument } from '../model/parse-document.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, textOf, type Database } from './database.ts';

/** The part of the journal that remembers which account-regions must be swept. */
export const localDirty = (database: Database): Pick<Journal, 'markDirty' | 'dirtyMark' | 'clearDirty'> => {
  const { connection } = database;
  const insert = connection.prepare(`
    INSERT INTO dirty (account, region, document, last_at) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET marks = marks + 1, last_at = excluded.last_at
    RETURNING marks`);
  const read = connection.prepare(
    'SELECT document, marks, last_at FROM dirty WHERE account = ? AND region = ?',
  );
  const clear = connection.prepare('DELETE FROM dirty WHERE account = ? AND region = ? AND marks = ?');
  return {
    markDirty: (mark) =>
      attempt(
        database,
        'MarkDirty',
        () => insert.get(mark.account, mark.region, JSON.stringify(mark), mark.at)?.['marks'] === 1,
      ),
    dirtyMark: ({ account, region }) =>
      attempt(database, 'ReadDirty', () => {
        const row = read.get(account, region);
        if (row === undefined) return null;
        const where = `mark of ${account}/${region}`;
        const mark = parseDocument(where, textOf(row, 'document'), DirtyMarkSchema);
        // A mark of before this was kept has none.
        const last = row['last_at'];
        return {
          ...mark,
          marks: Number(row['marks']),
          lastAt: typeof last === 'string' ? last : mark.at,
        };
      }),
    clearDirty: ({ account, region }, marks) =>
      attempt(database, 'ClearDirty', () => {
        clear.run(account, region, marks);
        return read.get(account, region) === undefined;
      }),
  };
};
