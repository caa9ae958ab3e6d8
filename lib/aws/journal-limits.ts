import type { Journal } from '../ports/journal.ts';
import { epochSeconds } from './items.ts';
import { limitItem } from './keys.ts';
import { updateIf, type Table } from './table.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The part of the journal that counts against our own limits. One UpdateItem that counts and judges at once; two clauses:
 * `room`, what is used leaves at least `count`, and `first`, the write on top is not this very one (its answer was lost, and the
 * SDK asked again). Limit 10, 9 used:
 *
 *   worker A                                   worker B
 *   room for 1: used 10, token A -> true
 *                                              room for 1? used is 10 -> GetItem: token A -> false
 *   (answer lost, asked again)
 *   first? token is A -> GetItem: token A -> true, counted once
 *
 * Were B's write on top of A's when A asks again, A would count twice: fewer actions than allowed, never more.
 */
export const journalLimits = (table: Table): Pick<Journal, 'takeFromLimit'> => ({
  takeFromLimit: async (key, at, count, limitPerHour) => {
    if (count > limitPerHour) return false;
    const when = new Date(at);
    const room = '(attribute_not_exists(#used) OR #used <= :room)';
    const first = '(attribute_not_exists(#token) OR #token <> :token)';
    return updateIf(table, limitItem(key, when.toISOString().slice(0, 13)), {
      set: '#used = if_not_exists(#used, :zero) + :count, #expiresAt = :expiresAt',
      condition: `${room} AND ${first}`,
      names: { '#used': 'used', '#expiresAt': 'expiresAt' },
      values: {
        ':zero': { N: '0' },
        ':count': { N: String(count) },
        ':room': { N: String(limitPerHour - count) },
        ':expiresAt': { N: String(epochSeconds(new Date(when.getTime() + DAY_MS))) },
      },
    });
  },
});
