import { PatternError } from './pattern-error.ts';

// EventBridge compares numbers between these only (event pattern documentation, numeric matching).
const LIMIT = 5_000_000_000;

type Operator = '=' | '<' | '<=' | '>' | '>=';

const OPERATORS: Readonly<Record<Operator, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

interface Bound {
  readonly operator: Operator;
  readonly number: number;
}

/** A test for `["=", n]`, one bound, or a lower bound followed by an upper one. */
export const numericTest = (operand: unknown, path: string): ((value: number) => boolean) => {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new PatternError(path, 'numeric takes one comparison or two: ["<", 10] or [">", 0, "<=", 5]');
  }
  const list: readonly unknown[] = operand;
  const lower = bound(list[0], list[1], `${path}[0]`);
  if (list.length === 2) return inRange((value) => OPERATORS[lower.operator](value, lower.number));
  const upper = bound(list[2], list[3], `${path}[2]`);
  if (!lower.operator.startsWith('>') || !upper.operator.startsWith('<')) {
    throw new PatternError(path, 'of two comparisons the first is > or >=, the second < or <=');
  }
  if (lower.number >= upper.number)
    throw new PatternError(path, 'the lower bound is not below the upper one');
  return inRange(
    (value) =>
      OPERATORS[lower.operator](value, lower.number) && OPERATORS[upper.operator](value, upper.number),
  );
};

const inRange =
  (test: (value: number) => boolean): ((value: number) => boolean) =>
  (value) =>
    Math.abs(value) <= LIMIT && test(value);

const bound = (operator: unknown, number: unknown, path: string): Bound => {
  if (!isOperator(operator)) throw new PatternError(path, 'a comparison is one of = < <= > >=');
  if (typeof number !== 'number') throw new PatternError(path, 'a comparison is with a number');
  if (Math.abs(number) > LIMIT) throw new PatternError(path, 'numbers go from -5.0e9 to 5.0e9');
  return { operator, number };
};

const isOperator = (value: unknown): value is Operator =>
  typeof value === 'string' && Object.hasOwn(OPERATORS, value);
