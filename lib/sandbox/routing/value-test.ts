import { isMapping } from '../../model/json-value.ts';
import { cidrTest } from './cidr.ts';
import { numericTest } from './numeric.ts';
import { PatternError } from './pattern-error.ts';
import { wildcardTest } from './wildcard.ts';

/** A leaf of an event. */
export type Scalar = string | number | boolean | null;

/** What a field of a pattern asks of one leaf; `absent` holds when the event has no such leaf at all. */
export type ValueTest =
  { readonly kind: 'value'; readonly holds: (value: Scalar) => boolean } | { readonly kind: 'absent' };

type OnText = (value: string) => boolean;

/** The words that stand for an operation, and so can't be fields inside `$or`. */
export const OPERATIONS = [
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exists',
  'numeric',
  'prefix',
  'suffix',
  'wildcard',
] as const;

/** The test that one member of a field's array is; throws `PatternError` for what EventBridge doesn't know. */
export const valueTest = (member: unknown, path: string): ValueTest => {
  if (isScalar(member)) return onValue((value) => value === member);
  if (!isMapping(member)) throw new PatternError(path, 'a list inside a list matches nothing');
  const [name, operand] = onlyEntry(member, path);
  const at = `${path}.${name}`;
  switch (name) {
    case 'prefix':
    case 'suffix':
      return onText(edgeTest(name, operand, at));
    case 'equals-ignore-case':
      return onText(foldedTest(text(operand, at)));
    case 'wildcard':
      return onText(wildcardTest(text(operand, at), at));
    case 'cidr':
      return onText(cidrTest(operand, at));
    case 'numeric': {
      const holds = numericTest(operand, at);
      return onValue((value) => typeof value === 'number' && holds(value));
    }
    case 'exists':
      if (typeof operand !== 'boolean') throw new PatternError(at, 'exists is true or false');
      return operand ? onValue(() => true) : { kind: 'absent' };
    case 'anything-but':
      return anythingBut(operand, at);
    default:
      throw new PatternError(at, `unknown operator; there are ${OPERATIONS.join(', ')}`);
  }
};

const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const onValue = (holds: (value: Scalar) => boolean): ValueTest => ({ kind: 'value', holds });

const onText = (holds: OnText): ValueTest => onValue((value) => typeof value === 'string' && holds(value));

const onlyEntry = (record: Readonly<Record<string, unknown>>, path: string): readonly [string, unknown] => {
  const [entry, ...rest] = Object.entries(record);
  if (entry === undefined) throw new PatternError(path, 'an empty object matches nothing');
  if (rest.length > 0) throw new PatternError(path, 'one operator an object; several stand side by side');
  return entry;
};

const text = (operand: unknown, path: string): string => {
  if (typeof operand === 'string') return operand;
  throw new PatternError(path, 'a text is expected');
};

// One letter at a time, so that the length never changes under it.
const fold = (value: string): string => Array.from(value, (letter) => letter.toLowerCase()).join('');

const foldedTest = (wanted: string): OnText => {
  const folded = fold(wanted);
  return (value) => fold(value) === folded;
};

const edgeTest = (edge: 'prefix' | 'suffix', operand: unknown, path: string): OnText => {
  const has = (value: string, part: string) =>
    edge === 'prefix' ? value.startsWith(part) : value.endsWith(part);
  if (!isMapping(operand)) {
    const part = text(operand, path);
    return (value) => has(value, part);
  }
  const [name, inner] = onlyEntry(operand, path);
  if (name !== 'equals-ignore-case') {
    throw new PatternError(`${path}.${name}`, `inside ${edge} only equals-ignore-case can stand`);
  }
  const part = fold(text(inner, `${path}.${name}`));
  return (value) => has(fold(value), part);
};

/** Any value there is (also a number or null) but the ones named. */
const anythingBut = (operand: unknown, path: string): ValueTest => {
  if (!isMapping(operand)) {
    const values = alike(operand, path);
    return onValue((value) => !values.includes(value));
  }
  const [name, inner] = onlyEntry(operand, path);
  const at = `${path}.${name}`;
  const tests = texts(inner, at).map((part): OnText => {
    switch (name) {
      case 'prefix':
      case 'suffix':
        if (part === '') throw new PatternError(at, `an empty ${name} leaves nothing to match`);
        return edgeTest(name, part, at);
      case 'equals-ignore-case':
        return foldedTest(part);
      case 'wildcard':
        return wildcardTest(part, at);
      default:
        throw new PatternError(
          at,
          'inside anything-but there are prefix, suffix, equals-ignore-case and wildcard',
        );
    }
  });
  return onValue((value) => typeof value !== 'string' || !tests.some((test) => test(value)));
};

const alike = (operand: unknown, path: string): readonly Scalar[] => {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) throw new PatternError(path, 'an empty list excludes nothing');
  const strings = values.filter((value) => typeof value === 'string');
  if (strings.length === values.length) return strings;
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length) return numbers;
  throw new PatternError(path, 'anything-but takes texts or numbers, all of one kind');
};

const texts = (operand: unknown, path: string): readonly string[] => {
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0) throw new PatternError(path, 'an empty list excludes nothing');
  return values.map((value) => text(value, path));
};
