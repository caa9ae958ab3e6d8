import type { Clock } from '../ports/clock.ts';
import type { Journal, LimitTake } from '../ports/journal.ts';
import { attempt, inTransaction, type Database } from './database.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The part of the journal that counts against our own limits: one statement counts and judges at once, and several limits are taken from in one transaction. */
export const localLimits = (
  database: Database,
  clock: Clock,
): Pick<Journal, 'takeFromLimit' | 'takeFromLimits'> => {
  const { connection } = database;
  const take = connection.prepare(`
    INSERT INTO taken (key, hour, used) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET used = used + excluded.used WHERE used + excluded.used <= ?`);
  const forget = connection.prepare('DELETE FROM taken WHERE hour < ?');
  const counted = connection.prepare('SELECT 1 FROM counted WHERE key = ? AND hour = ? AND once = ?');
  const mark = connection.prepare(
    'INSERT INTO counted (key, hour, once) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const unmark = connection.prepare('DELETE FROM counted WHERE hour < ?');

  // By the clock: what is counted for an hour to come must not make those of now forgotten.
  const yesterday = (): string => hourOf(new Date(clock.now().getTime() - DAY_MS));

  const takeOne = (one: LimitTake, at: Date): boolean => {
    const { key, count, limit, once } = one;
    const window = windowOf(at, one.window);
    if (counted.get(key, window, once) !== undefined) return true;
    if (count > limit || take.run(key, window, count, limit).changes !== 1) return false;
    mark.run(key, window, once);
    return true;
  };

  return {
    takeFromLimits: (takes, at) =>
      attempt(database, 'TakeFromLimits', () => {
        const when = new Date(at);
        try {
          inTransaction(connection, 'IMMEDIATE', () => {
            forget.run(yesterday());
            unmark.run(yesterday());
            const full = takes.find((one) => !takeOne(one, when));
            if (full !== undefined) throw new UsedUp(full);
          });
        } catch (error) {
          if (error instanceof UsedUp) return error.take;
          throw error;
        }
        return null;
      }),
    takeFromLimit: (key, at, count, limitPerHour) =>
      attempt(database, 'TakeFromLimit', () => {
        if (count > limitPerHour) return false;
        const when = new Date(at);
        return inTransaction(connection, 'IMMEDIATE', () => {
          forget.run(yesterday());
          return take.run(key, hourOf(when), count, limitPerHour).changes === 1;
        });
      }),
  };
};

/** Takes back what was counted before it. */
class UsedUp extends Error {
  override readonly name = 'UsedUp';
  readonly take: LimitTake;

  constructor(take: LimitTake) {
    super(take.key);
    this.take = take;
  }
}

const windowOf = (at: Date, window: LimitTake['window']): string =>
  window === 'hour' ? hourOf(at) : at.toISOString().slice(0, 10);

const hourOf = (at: Date): string => at.toISOString().slice(0, 13);
