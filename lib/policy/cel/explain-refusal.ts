import { plainType } from './environment.ts';
import { CEL_FUNCTIONS, CEL_TYPES } from './schema.ts';
import { ExpressionError } from './syntax.ts';
import type { Hint } from './vet.ts';

interface LibraryError {
  readonly code: string;
  readonly summary: string;
  readonly range: { readonly start: number; readonly end: number } | undefined;
}

const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  NUMBER: 'a number',
  STRING: 'a text',
  BYTES: 'bytes',
  BOOLEAN: 'a bool',
  NULL: '`null`',
  IDENTIFIER: 'a name',
  PLUS: '`+`',
  MINUS: '`-`',
  MULTIPLY: '`*`',
  DIVIDE: '`/`',
  MODULO: '`%`',
  EQ: '`==`',
  NE: '`!=`',
  LT: '`<`',
  LE: '`<=`',
  GT: '`>`',
  GE: '`>=`',
  AND: '`&&`',
  OR: '`||`',
  NOT: '`!`',
  IN: '`in`',
  LPAREN: '`(`',
  RPAREN: '`)`',
  LBRACKET: '`[`',
  RBRACKET: '`]`',
  LBRACE: '`{`',
  RBRACE: '`}`',
  DOT: '`.`',
  COMMA: '`,`',
  COLON: '`:`',
  QUESTION: '`?`',
};

/** Whether an error is one that the library throws of an expression, and not a bug. */
const isLibraryError = (error: unknown): error is LibraryError =>
  error instanceof Error && 'summary' in error;

/** What is wrong with an expression, in our words, from what the library says of it. Throws what is no refusal on. */
export const explainRefusal = (error: unknown, text: string, hint: Hint): ExpressionError => {
  if (error instanceof ExpressionError) return error;
  if (!isLibraryError(error)) throw error;
  const offset = Math.min(error.range?.start ?? 0, text.length);
  return new ExpressionError(sentence(error, text, hint), offset);
};

const sentence = ({ code, summary, range }: LibraryError, text: string, hint: Hint): string => {
  const written = text.slice(range?.start ?? 0, range?.end ?? 0);
  switch (code) {
    case 'unexpected_character':
      return unexpected(written);
    case 'unexpected_token':
      return `expected a value, not ${tokens(summary)[0] ?? written}`;
    case 'expected_token': {
      const [expected, got] = tokens(summary);
      return `expected ${expected ?? 'something else'}, not ${got ?? written}`;
    }
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return 'a text whose quote is never closed';
    case 'reserved_identifier':
      return `\`${written}\` is a word that CEL keeps for itself`;
    case 'limit_exceeded':
      return 'too large, or nested too deep';
    case 'invalid_macro_argument':
      return '`has` takes a member: `has(image.deprecatedAt)`, `has(image.tags.Owner)`';
    case 'no_such_overload':
      return overload(summary);
    case 'no_matching_overload':
      return call(summary);
    case 'no_such_key':
      return noMember(summary, written, hint);
    default:
      return plainType(`${summary.slice(0, 1).toLowerCase()}${summary.slice(1)}`);
  }
};

const unexpected = (character: string): string => {
  const double = ['=', '&', '|'].includes(character.trim()) ? `: write \`${character}${character}\`` : '';
  return `\`${character.replaceAll(/\s/g, ' ')}\` is out of place${double}`;
};

const tokens = (summary: string): readonly string[] =>
  (summary.match(/\b[A-Z]{2,}\b/g) ?? []).map((name) => TOKENS[name] ?? name);

const overload = (summary: string): string => {
  const types = plainType(summary.slice('no such overload: '.length));
  const [left, operator, right] = types.split(/ (==|!=|<=|>=|<|>|in|\+|-|\*|\/|%) /);
  if (operator === undefined) return `\`${types.slice(0, 1)}\` does not take ${types.slice(1)}`;
  return `\`${operator}\` does not go between ${left ?? ''} and ${right ?? ''}`;
};

const call = (summary: string): string => {
  const [, of, name = '', given = ''] = /'(?:(.+)[.])?(\w+)\((.*)\)'$/.exec(plainType(summary)) ?? [];
  const expected = Object.hasOwn(CEL_FUNCTIONS, name) ? CEL_FUNCTIONS[name]?.of : undefined;
  const right = expected === undefined ? '' : `; expected \`${expected}\``;
  return `\`${name}\`${of === undefined ? '' : ` of ${of}`} does not take ${given || 'nothing'}${right}`;
};

const noMember = (summary: string, written: string, hint: Hint): string => {
  const name = summary.slice('No such key: '.length);
  const known = Object.values(CEL_TYPES).flatMap((members) => Object.keys(members));
  return `there is no member \`${name}\`${written.includes(name) ? hint(name, known) : ''}`;
};
