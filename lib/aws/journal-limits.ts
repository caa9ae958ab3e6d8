import type { Journal, LimitTake } from '../ports/journal.ts';
import { epochSeconds, numberOf } from './items.ts';
import { countedItem, limitItem } from './keys.ts';
import { getItem, putItem, updateIf, type Table } from './table.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The window of an instant: `2026-03-01T10` or `2026-03-01`. */
const windowOf = (at: Date, window: LimitTake['window']): string =>
  at.toISOString().slice(0, window === 'hour' ? 13 : 10);

const forgotten = (at: Date) => ({ N: String(epochSeconds(new Date(at.getTime() + DAY_MS))) });

/**
 * One UpdateItem that counts and judges at once; two clauses: `room`, what is used leaves at least `count`, and `first`, the
 * write on top is not this very one (its answer was lost, and the SDK asked again). Limit 10, 9 used:
 *
 *   worker A                                   worker B
 *   room for 1: used 10, token A -> true
 *                                              room for 1? used is 10 -> GetItem: token A -> false
 *   (answer lost, asked again)
 *   first? token is A -> GetItem: token A -> true, counted once
 *
 * Were B's write on top of A's when A asks again, A would count twice: fewer actions than allowed, never more.
 */
const count = async (
  table: Table,
  { key, window, count: wanted, limit }: Omit<LimitTake, 'once'>,
  at: Date,
): Promise<boolean> => {
  if (wanted > limit) return false;
  const room = '(attribute_not_exists(#used) OR #used <= :room)';
  const first = '(attribute_not_exists(#token) OR #token <> :token)';
  return updateIf(table, limitItem(key, windowOf(at, window)), {
    set: '#used = if_not_exists(#used, :zero) + :count, #expiresAt = :expiresAt',
    condition: `${room} AND ${first}`,
    names: { '#used': 'used', '#expiresAt': 'expiresAt' },
    values: {
      ':zero': { N: '0' },
      ':count': { N: String(wanted) },
      ':room': { N: String(limit - wanted) },
      ':expiresAt': forgotten(at),
    },
  });
};

/** The takes that were not counted yet. */
const uncounted = async (
  table: Table,
  takes: readonly LimitTake[],
  at: Date,
): Promise<readonly LimitTake[]> => {
  const items = await Promise.all(
    takes.map(({ key, window, once }) => getItem(table, countedItem(key, windowOf(at, window), once))),
  );
  return takes.filter((_, index) => items[index] === null);
};

const hasRoom = async (table: Table, take: LimitTake, at: Date): Promise<boolean> => {
  const item = await getItem(table, limitItem(take.key, windowOf(at, take.window)));
  const used = item === null ? 0 : numberOf(item, 'used');
  return used + take.count <= take.limit;
};

/**
 * All are looked at before any is counted, so that what one of them refuses uses up none of the others. What was counted is
 * marked after it was: who dies in between counts twice.
 */
const takeAll = async (table: Table, takes: readonly LimitTake[], at: Date): Promise<LimitTake | null> => {
  const due = await uncounted(table, takes, at);
  const rooms = await Promise.all(due.map((take) => hasRoom(table, take, at)));
  const full = due.find((_, index) => rooms[index] === false);
  if (full !== undefined) return full;
  for (const take of due) {
    if (!(await count(table, take, at))) return take;
    const { key, window, once } = take;
    await putItem(table, countedItem(key, windowOf(at, window), once), { expiresAt: forgotten(at) });
  }
  return null;
};

/** The part of the journal that counts against our own limits. */
export const journalLimits = (table: Table): Pick<Journal, 'takeFromLimit' | 'takeFromLimits'> => ({
  takeFromLimit: (key, at, wanted, limit) =>
    count(table, { key, window: 'hour', count: wanted, limit }, new Date(at)),
  takeFromLimits: (takes, at) => takeAll(table, takes, new Date(at)),
});
