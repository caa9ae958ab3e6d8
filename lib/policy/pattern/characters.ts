/** Code points as sorted, disjoint, inclusive ranges: `[from, to, from, to, …]`. */
export type CharacterSet = readonly number[];

export const LAST_CODE_POINT = 0x10_ff_ff;

const KELVIN_SIGN = 0x21_2a;
const LONG_S = 0x01_7f;

const range = (from: string, to: string): CharacterSet => [code(from), code(to)];
const code = (character: string): number => character.codePointAt(0) ?? 0;

const DIGIT = range('0', '9');
const UPPER = range('A', 'Z');
const LOWER = range('a', 'z');

/** Sorts the ranges and joins those that touch. */
export const union = (...sets: readonly CharacterSet[]): CharacterSet => {
  const pairs: (readonly [number, number])[] = [];
  for (const set of sets) {
    for (let index = 0; index < set.length; index += 2) pairs.push([set[index] ?? 0, set[index + 1] ?? 0]);
  }
  pairs.sort((a, b) => a[0] - b[0]);
  const joined: number[] = [];
  for (const [from, to] of pairs) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last + 1) joined[joined.length - 1] = Math.max(last, to);
    else joined.push(from, to);
  }
  return joined;
};

export const negate = (set: CharacterSet): CharacterSet => {
  const rest: number[] = [];
  let next = 0;
  for (let index = 0; index < set.length; index += 2) {
    const from = set[index] ?? 0;
    if (from > next) rest.push(next, from - 1);
    next = (set[index + 1] ?? 0) + 1;
  }
  if (next <= LAST_CODE_POINT) rest.push(next, LAST_CODE_POINT);
  return rest;
};

export const contains = (set: CharacterSet, point: number): boolean => {
  for (let index = 0; index < set.length; index += 2) {
    if (point < (set[index] ?? 0)) return false;
    if (point <= (set[index + 1] ?? 0)) return true;
  }
  return false;
};

/**
 * The set with both cases of each ASCII letter. RE2 folds by Unicode: `k` takes the Kelvin sign along and `s` the long s.
 * Null when the set holds letters outside ASCII, whose folding needs tables that this matcher does without.
 */
export const foldCase = (set: CharacterSet): CharacterSet | null => {
  if ((set.at(-1) ?? 0) > 0x7f) return null;
  const more: CharacterSet[] = [set];
  for (let index = 0; index < set.length; index += 2) {
    const from = set[index] ?? 0;
    const to = set[index + 1] ?? 0;
    const upper = [Math.max(from, code('A')), Math.min(to, code('Z'))] as const;
    const lower = [Math.max(from, code('a')), Math.min(to, code('z'))] as const;
    if (upper[0] <= upper[1]) more.push([upper[0] + 32, upper[1] + 32]);
    if (lower[0] <= lower[1]) more.push([lower[0] - 32, lower[1] - 32]);
  }
  const folded = union(...more);
  const kelvin = contains(folded, code('k')) ? [KELVIN_SIGN, KELVIN_SIGN] : [];
  const longS = contains(folded, code('s')) ? [LONG_S, LONG_S] : [];
  return union(folded, longS, kelvin);
};

const WORD = union(DIGIT, UPPER, LOWER, range('_', '_'));
const SPACE = union(range('\t', '\n'), range('\f', '\r'), range(' ', ' '));

/** RE2's `\d`, `\w` and `\s`: ASCII only, the vertical tab not among the spaces. */
export const PERL_CLASSES: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', DIGIT],
  ['w', WORD],
  ['s', SPACE],
]);

/** RE2's `[:name:]` classes, ASCII only. */
export const POSIX_CLASSES: ReadonlyMap<string, CharacterSet> = new Map([
  ['alnum', union(DIGIT, UPPER, LOWER)],
  ['alpha', union(UPPER, LOWER)],
  ['ascii', [0, 0x7f]],
  ['blank', union(range('\t', '\t'), range(' ', ' '))],
  ['cntrl', [0, 0x1f, 0x7f, 0x7f]],
  ['digit', DIGIT],
  ['graph', range('!', '~')],
  ['lower', LOWER],
  ['print', range(' ', '~')],
  ['punct', union(range('!', '/'), range(':', '@'), range('[', '`'), range('{', '~'))],
  ['space', union(range('\t', '\r'), range(' ', ' '))],
  ['upper', UPPER],
  ['word', WORD],
  ['xdigit', union(DIGIT, range('A', 'F'), range('a', 'f'))],
]);

/** Whether the code point is one of `\w`; `\b` stands between one that is and one that is not. */
export const isWord = (point: number | null): boolean => point !== null && contains(WORD, point);
