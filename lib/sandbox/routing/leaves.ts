import { isMapping } from '../../model/json-value.ts';
import type { Scalar } from './value-test.ts';

/** One value of an event and which elements of which arrays it lies in: array number -> index. */
export interface Leaf {
  readonly value: Scalar;
  readonly within: ReadonlyMap<number, number>;
}

/**
 * The leaves of an event by their path, names joined by dots. Arrays leave no trace in the path: `a: [{b: 1}, {b: 2}]` has
 * two leaves `a.b`. Empty objects and arrays have none.
 */
export const leavesOf = (event: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly Leaf[]> => {
  const leaves = new Map<string, Leaf[]>();
  let arrays = 0;

  const visit = (value: unknown, path: string, within: ReadonlyMap<number, number>): void => {
    if (Array.isArray(value)) {
      arrays += 1;
      const array = arrays;
      value.forEach((element: unknown, index) => {
        visit(element, path, new Map([...within, [array, index]]));
      });
    } else if (isMapping(value)) {
      for (const [name, member] of Object.entries(value)) {
        visit(member, path === '' ? name : `${path}.${name}`, within);
      }
    } else if (isLeaf(value)) {
      const known = leaves.get(path);
      if (known === undefined) leaves.set(path, [{ value, within }]);
      else known.push({ value, within });
    }
  };

  visit(event, '', new Map());
  return leaves;
};

const isLeaf = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
