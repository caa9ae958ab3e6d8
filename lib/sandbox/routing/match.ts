import { isMapping } from '../../model/json-value.ts';
import { leavesOf, type Leaf } from './leaves.ts';
import { readPattern, type FieldTest, type Pattern } from './pattern.ts';

type Leaves = ReadonlyMap<string, readonly Leaf[]>;
type Within = ReadonlyMap<number, number>;

/** Whether an event matches a pattern as EventBridge has it. Throws `PatternError` for a pattern that it would refuse. */
export const matches = (pattern: unknown, event: unknown): boolean =>
  matchesRead(readPattern(pattern), event);

/** The same for a pattern that was read before; an event that is no object matches nothing. */
export const matchesRead = (pattern: Pattern, event: unknown): boolean => {
  if (!isMapping(event)) return false;
  const leaves = leavesOf(event);
  return pattern.alternatives.some((fields) => allHold(fields, leaves, new Map()));
};

/*
 * Fields that lie in the same array have to be satisfied by the same element of it, so a choice of a leaf for one field
 * restricts the choices for the next: the search goes back when it gets stuck.
 */
const allHold = (fields: readonly FieldTest[], leaves: Leaves, chosen: Within): boolean => {
  const [field, ...rest] = fields;
  if (field === undefined) return true;
  const candidates = leaves.get(field.path) ?? [];
  if (candidates.length === 0) {
    return field.anyOf.some(({ kind }) => kind === 'absent') && allHold(rest, leaves, chosen);
  }
  return candidates.some((leaf) => {
    if (!field.anyOf.some((test) => test.kind === 'value' && test.holds(leaf.value))) return false;
    const together = joined(chosen, leaf.within);
    return together !== null && allHold(rest, leaves, together);
  });
};

/** Both memberships as one; null when they name different elements of one array. */
const joined = (left: Within, right: Within): Within | null => {
  const both = new Map(left);
  for (const [array, index] of right) {
    const known = both.get(array);
    if (known !== undefined && known !== index) return null;
    both.set(array, index);
  }
  return both;
};
