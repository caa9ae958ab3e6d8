import type { Journal } from '../ports/journal.ts';
import { attempt, inTransaction, type Database } from './database.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The part of the journal that counts against our own limits: one statement counts and judges at once. */
export const localLimits = (database: Database): Pick<Journal, 'takeFromLimit'> => {
  const { connection } = database;
  const take = connection.prepare(`
    INSERT INTO taken (key, hour, used) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET used = used + excluded.used WHERE used + excluded.used <= ?`);
  const forget = connection.prepare('DELETE FROM taken WHERE hour < ?');
  return {
    takeFromLimit: (key, at, count, limitPerHour) =>
      attempt(database, 'TakeFromLimit', () => {
        if (count > limitPerHour) return false;
        const when = new Date(at);
        return inTransaction(connection, 'IMMEDIATE', () => {
          forget.run(hourOf(new Date(when.getTime() - DAY_MS)));
          return take.run(key, hourOf(when), count, limitPerHour).changes === 1;
        });
      }),
  };
};

const hourOf = (at: Date): string => at.toISOString().slice(0, 13);
