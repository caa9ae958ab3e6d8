import type { Inventory } from '../ports/inventory.ts';
import { attempt, inTransaction, textOf, type Database } from './database.ts';

// Longer than any trend looks back; so long as DynamoDB keeps them.
const KEPT_MS = 400 * 24 * 60 * 60_000;

/** The part of the inventory that holds how much of quotas was used when; samples are tidied away after 400 days. */
export const localUsage = (database: Database): Pick<Inventory, 'noteUsage' | 'usage'> => {
  const { connection } = database;
  const put = connection.prepare(
    'INSERT OR REPLACE INTO usage_sample (account, region, quota, at, used, quota_limit) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const tidy = connection.prepare(
    'DELETE FROM usage_sample WHERE account = ? AND region = ? AND quota = ? AND at < ?',
  );
  const read = connection.prepare(
    `SELECT at, used, quota_limit FROM usage_sample WHERE account = ? AND region = ? AND quota = ? AND at >= ?
     ORDER BY at`,
  );
  return {
    noteUsage: ({ account, region }, samples) =>
      attempt(database, 'NoteUsage', () => {
        inTransaction(connection, 'IMMEDIATE', () => {
          for (const { quota, at, used, limit } of samples) {
            // All with milliseconds, so that they sort as texts.
            put.run(account, region, quota, new Date(at).toISOString(), used, limit);
            tidy.run(account, region, quota, new Date(Date.parse(at) - KEPT_MS).toISOString());
          }
        });
      }),
    usage: ({ account, region }, quota, since) =>
      attempt(database, 'ReadUsage', () =>
        read.all(account, region, quota, new Date(since).toISOString()).map((row) => ({
          quota,
          at: textOf(row, 'at'),
          used: Number(row['used']),
          limit: Number(row['quota_limit']),
        })),
      ),
  };
};
