import { Fault } from '../model/fault.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, inTransaction, type Database } from './database.ts';

/** The part of the journal that keeps what could not be understood, whole: a file has room for it. */
export const localMalformed = (
  database: Database,
): Pick<Journal, 'keepMalformed' | 'isMalformedTold' | 'noteMalformedTold'> => {
  const { connection } = database;
  const insert = connection.prepare(
    'INSERT INTO malformed (id, document) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const kept = connection.prepare('SELECT 1 FROM malformed WHERE id = ?');
  const told = connection.prepare('SELECT 1 FROM malformed_told WHERE id = ? AND channel = ?');
  const note = connection.prepare(
    'INSERT INTO malformed_told (id, channel) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );

  const mustBeKept = (operation: string, id: string): void => {
    if (kept.get(id) !== undefined) return;
    const message = `no malformed record ${id} in the journal`;
    throw new Fault(operation, 'NotFound', message, { retryable: true });
  };

  return {
    keepMalformed: (record) =>
      attempt(database, 'KeepMalformed', () => insert.run(record.id, JSON.stringify(record)).changes === 1),
    // What is kept is never dropped, so the two statements need not be one.
    isMalformedTold: (id, channel) =>
      attempt(database, 'IsMalformedTold', () => {
        mustBeKept('IsMalformedTold', id);
        return told.get(id, channel) !== undefined;
      }),
    noteMalformedTold: (id, channel) =>
      attempt(database, 'NoteMalformedTold', () => {
        inTransaction(connection, 'IMMEDIATE', () => {
          mustBeKept('NoteMalformedTold', id);
          note.run(id, channel);
        });
      }),
  };
};
