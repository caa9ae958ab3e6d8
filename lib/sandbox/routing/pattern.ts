import { isMapping } from '../../model/json-value.ts';
import { PatternError } from './pattern-error.ts';
import { OPERATIONS, valueTest, type ValueTest } from './value-test.ts';

/** What one field asks: any of its tests holds. `path` is the names joined by dots, as EventBridge compares them. */
export interface FieldTest {
  readonly path: string;
  readonly anyOf: readonly ValueTest[];
}

/** A pattern that was read: an event matches when all fields of one alternative do. */
export interface Pattern {
  readonly alternatives: readonly (readonly FieldTest[])[];
}

// More combinations than these are refused (event pattern documentation, $or).
const MOST_ALTERNATIVES = 1_000;

/**
 * Reads an event pattern. Throws `PatternError`, with the path, for everything that EventBridge refuses; and for an `$or` that
 * isn't a list of at least two objects, which EventBridge would take for a field of that name, and which would never match.
 */
export const readPattern = (pattern: unknown): Pattern => {
  if (!isMapping(pattern)) throw new PatternError('', 'a pattern is an object');
  return { alternatives: readObject(pattern, [], '') };
};

type Alternatives = readonly (readonly FieldTest[])[];

const readObject = (
  object: Readonly<Record<string, unknown>>,
  names: readonly string[],
  path: string,
): Alternatives => {
  const entries = Object.entries(object);
  if (entries.length === 0) throw new PatternError(path, 'an empty object matches nothing');
  return entries.reduce<Alternatives>(
    (before, [name, value]) =>
      both(before, readMember(name, value, names, path === '' ? name : `${path}.${name}`)),
    [[]],
  );
};

const readMember = (name: string, value: unknown, names: readonly string[], path: string): Alternatives => {
  if (name === '$or') return readOr(value, names, path);
  const inner = [...names, name];
  if (isMapping(value)) return readObject(value, inner, path);
  if (!Array.isArray(value)) throw new PatternError(path, 'values stand in a list: ["value"]');
  if (value.length === 0) throw new PatternError(path, 'an empty list matches nothing');
  const anyOf = value.map((member: unknown, index) => valueTest(member, `${path}[${String(index)}]`));
  return [[{ path: inner.join('.'), anyOf }]];
};

const readOr = (value: unknown, names: readonly string[], path: string): Alternatives => {
  if (!Array.isArray(value) || value.length < 2) {
    throw new PatternError(path, '$or is a list of at least two objects');
  }
  const alternatives = value.flatMap((choice: unknown, index) => {
    const at = `${path}[${String(index)}]`;
    if (!isMapping(choice)) throw new PatternError(at, '$or is a list of objects');
    const reserved = Object.keys(choice).find((name) => OPERATIONS.some((operation) => operation === name));
    if (reserved !== undefined)
      throw new PatternError(`${at}.${reserved}`, '$or joins fields, not operators');
    return readObject(choice, names, at);
  });
  return limited(alternatives, path);
};

const both = (left: Alternatives, right: Alternatives): Alternatives =>
  limited(
    left.flatMap((one) => right.map((other) => [...one, ...other])),
    '',
  );

const limited = (alternatives: Alternatives, path: string): Alternatives => {
  if (alternatives.length <= MOST_ALTERNATIVES) return alternatives;
  throw new PatternError(path, `$or makes more than ${String(MOST_ALTERNATIVES)} combinations`);
};
