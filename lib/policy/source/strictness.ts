import { isMapping } from '../../model/json-value.ts';
import type { TagRequirement } from '../../model/parameters.ts';

/** Whether `after` asks for no less than `before`, as far as the two values show it. Both have the shape of the rule's parameter. */
export type Order = (after: unknown, before: unknown) => boolean;

const isSubset = (some: unknown, all: unknown): boolean => {
  if (!Array.isArray(some) || !Array.isArray(all)) return false;
  const known = new Set<unknown>(all);
  return some.every((entry) => known.has(entry));
};

const memberOf = (value: unknown, member: string): unknown =>
  isMapping(value) && Object.hasOwn(value, member) ? value[member] : undefined;

/** A list of what is allowed: fewer entries. */
export const fewer: Order = isSubset;

/** A list of what is allowed, of which an empty one allows all. */
export const narrower: Order = (after, before) => {
  if (Array.isArray(before) && before.length === 0) return true;
  return Array.isArray(after) && after.length > 0 && isSubset(after, before);
};

/** A list of what is asked for: more entries. */
export const more: Order = (after, before) => isSubset(before, after);

/** A number that is allowed at most; null allows any. */
export const lower: Order = (after, before) =>
  before === null || (typeof after === 'number' && typeof before === 'number' && after <= before);

/** Something that is asked for, or null. */
export const asked: Order = (after, before) => before === null || after === before;

/** Words from the least to the most strict. */
export const ladder =
  (...words: readonly (string | boolean | null)[]): Order =>
  (after, before) =>
    words.findIndex((word) => word === after) >= words.findIndex((word) => word === before);

/** A mapping of which each member has an order of its own; null asks for nothing. */
export const membersOf =
  (orders: Readonly<Record<string, Order>>): Order =>
  (after, before) =>
    before === null ||
    Object.entries(orders).every(([member, order]) =>
      order(memberOf(after, member), memberOf(before, member)),
    );

/** A mapping of names that the user chooses: what was asked for is asked for still, and no less. */
export const everyMember =
  (order: Order): Order =>
  (after, before) =>
    isMapping(before) &&
    Object.entries(before).every(([member, value]) => {
      const now = memberOf(after, member);
      return now !== undefined && (JSON.stringify(now) === JSON.stringify(value) || order(now, value));
    });

/** What a tag must be: there at all, or one of fewer values. Of two patterns nobody can tell. */
export const tagOrder: Order = (after, before) => {
  const [now, then] = [after as TagRequirement, before as TagRequirement];
  if (then.kind === 'present') return true;
  return now.kind === 'values' && then.kind === 'values' && isSubset(now.values, then.values);
};
