import { subjectKey } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { attempt, inTransaction, type Database } from './database.ts';

/** The part of the journal that sees to it that one process at a time writes to a subject. */
export const localLeases = (database: Database): Pick<Journal, 'takeLease' | 'holdLease' | 'dropLease'> => {
  const { connection } = database;
  const take = connection.prepare(`
    INSERT INTO lease (subject, number, until) VALUES (:subject, 1, :until)
    ON CONFLICT DO UPDATE SET number = number + 1, until = excluded.until WHERE until <= :at
    RETURNING number`);
  const held = connection.prepare('SELECT until FROM lease WHERE subject = ?');
  const prolong = connection.prepare(
    'UPDATE lease SET until = :until WHERE subject = :subject AND number = :number AND until > :at',
  );

  return {
    takeLease: (ref, at, until) =>
      attempt(database, 'TakeLease', () =>
        inTransaction(connection, 'IMMEDIATE', () => {
          const subject = subjectKey(ref);
          const row = take.get({ subject, at, until });
          if (row !== undefined) return { ref, number: Number(row['number']), until };
          return { heldUntil: String(held.get(subject)?.['until'] ?? at) };
        }),
      ),
    holdLease: ({ ref, number }, at, until) =>
      attempt(
        database,
        'HoldLease',
        () => prolong.run({ subject: subjectKey(ref), number, at, until }).changes === 1,
      ),
    dropLease: ({ ref, number }, at) =>
      attempt(database, 'DropLease', () => {
        prolong.run({ subject: subjectKey(ref), number, at, until: at });
      }),
  };
};
