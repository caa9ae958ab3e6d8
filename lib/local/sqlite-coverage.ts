import { CoverageEntrySchema } from '../model/coverage-schema.ts';
import type { CoverageEntry } from '../model/coverage.ts';
import { parseDocument } from '../model/parse-document.ts';
import { subjectKey } from '../model/subject.ts';
import type { CoverageBook } from '../ports/coverage-book.ts';
import type { Versioned } from '../ports/inventory.ts';
import { attempt, type Database, inTransaction, textOf } from './database.ts';

/** The coverage book in the journal's file. */
export const sqliteCoverage = (database: Database): CoverageBook => {
  const { connection } = database;
  const all = connection.prepare('SELECT place, version, document FROM coverage ORDER BY place');
  const one = connection.prepare('SELECT place, version, document FROM coverage WHERE place = ?');
  const insert = connection.prepare(
    'INSERT INTO coverage (place, version, document) VALUES (?, 1, ?) ON CONFLICT DO NOTHING',
  );
  const update = connection.prepare(
    'UPDATE coverage SET version = version + 1, document = ? WHERE place = ? AND version = ?',
  );
  const read = (row: NonNullable<ReturnType<typeof one.get>>): Versioned<CoverageEntry> => ({
    value: parseDocument(`coverage of ${textOf(row, 'place')}`, textOf(row, 'document'), CoverageEntrySchema),
    version: Number(row['version']),
  });
  const put = ({ value, version }: Versioned<CoverageEntry>): boolean => {
    const place = subjectKey(value.place);
    const document = JSON.stringify(value);
    const { changes } = version === 0 ? insert.run(place, document) : update.run(document, place, version);
    return changes === 1;
  };
  return {
    entries: async function* () {
      yield await attempt(database, 'ReadCoverage', () => all.all().map(read));
    },
    entry: (place) =>
      attempt(database, 'ReadCoverage', () => {
        const row = one.get(subjectKey(place));
        return row === undefined ? null : read(row);
      }),
    put: (entries) =>
      attempt(database, 'PutCoverage', () =>
        inTransaction(connection, 'IMMEDIATE', () =>
          entries.filter((entry) => !put(entry)).map(({ value }) => value.place),
        ),
      ),
  };
};
