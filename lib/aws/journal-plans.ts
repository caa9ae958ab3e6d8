import type { Plan } from '../model/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { documentAttributes, epochSeconds, expiry, numberOf, readDocument } from './items.ts';
import { PlanSchema } from '../model/plan-schema.ts';
import { SubjectSchema } from '../model/schema-forms.ts';
import type { SubjectRef } from '../model/subject.ts';
import { planItem, subjectItem } from './keys.ts';
import { getItem, putItem, putNew, type Table } from './table.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The part of the journal that keeps plans, and for a day the request ids of our own writes. */
export const journalPlans = (
  table: Table,
  clock: Clock,
  keptDays: number,
): Pick<Journal, 'putPlan' | 'plan' | 'planById' | 'noteOwnRequest' | 'isOwnRequest'> => ({
  // The way from the id first: a plan that is there is found by it, whoever dies in between.
  putPlan: async (plan) => {
    const kept = expiry(clock.now().toISOString(), keptDays);
    await putNew(table, planItem(plan.id), { ...documentAttributes(plan.ref), ...kept });
    return putNew(table, subjectItem(plan.ref, 'plan', plan.id), { ...documentAttributes(plan), ...kept });
  },
  plan: (ref, id) => readPlan(table, ref, id),
  planById: async (id) => {
    const key = planItem(id);
    const item = await getItem(table, key);
    return item && readPlan(table, readDocument(key, item, SubjectSchema), id);
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

const readPlan = async (table: Table, ref: SubjectRef, id: string): Promise<Plan | null> => {
  const key = subjectItem(ref, 'plan', id);
  const item = await getItem(table, key);
  return item && readDocument(key, item, PlanSchema);
};
