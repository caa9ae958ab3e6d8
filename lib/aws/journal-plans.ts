import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { documentAttributes, epochSeconds, expiry, numberOf, readDocument } from './items.ts';
import { PlanSchema } from '../model/journal-schema.ts';
import { subjectItem } from './keys.ts';
import { getItem, putItem, putNew, type Table } from './table.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The part of the journal that keeps plans, and for a day the request ids of our own writes. */
export const journalPlans = (
  table: Table,
  clock: Clock,
  keptDays: number,
): Pick<Journal, 'putPlan' | 'plan' | 'noteOwnRequest' | 'isOwnRequest'> => ({
  putPlan: (plan) =>
    putNew(table, subjectItem(plan.ref, 'plan', plan.id), {
      ...documentAttributes(plan),
      ...expiry(clock.now().toISOString(), keptDays),
    }),
  plan: async (ref, id) => {
    const key = subjectItem(ref, 'plan', id);
    const item = await getItem(table, key);
    return item && readDocument(key, item, PlanSchema);
  },
  // Unconditional: noting it twice is noting it.
  noteOwnRequest: async (ref, requestId) => {
    const forgotten = new Date(clock.now().getTime() + DAY_MS);
    await putItem(table, subjectItem(ref, 'request', requestId), {
      expiresAt: { N: String(epochSeconds(forgotten)) },
    });
  },
  // DynamoDB deletes what expired up to days later, so the day is counted here; TTL only tidies up.
  isOwnRequest: async (ref, requestId) => {
    const item = await getItem(table, subjectItem(ref, 'request', requestId));
    return item !== null && numberOf(item, 'expiresAt') > epochSeconds(clock.now());
  },
});
