import type { ASTNode } from '@marcbachmann/cel-js';
import { CEL_LIMITS } from './schema.ts';
import { ExpressionError, textOf } from './syntax.ts';

const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:[.]0+)?(Z|[+-]\d{2}:\d{2})$/;
const DURATION = /^-?(?=\d)(?:\d{1,6}h)?(?:\d{1,8}m)?(?:\d{1,10}s)?$/;

/** Refuses numbers that are not whole or too large to be meant, bytes, `null` and texts without end. */
export const vetLiteral = (node: Extract<ASTNode, { readonly op: 'value' }>): void => {
  const value = node.args;
  if (value === null) {
    throw new ExpressionError(
      'nothing is `null` here: a text that is absent is "", and `has()` asks for the rest',
      node.start,
    );
  }
  if (typeof value === 'number') throw new ExpressionError('numbers are whole here', node.start);
  if (typeof value === 'object') {
    throw new ExpressionError('bytes and unsigned numbers are not supported', node.start);
  }
  if (typeof value === 'string' && value.length > CEL_LIMITS.literalCharacters) {
    throw new ExpressionError(
      `a text of more than ${String(CEL_LIMITS.literalCharacters)} characters`,
      node.start,
    );
  }
  if (typeof value === 'bigint' && value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new ExpressionError('a number too large to be meant; account ids stand in quotes', node.start);
  }
};

/** Refuses a `timestamp` or `duration` that is not given in quotes, or whose text is none. */
export const vetTimeText = (
  name: 'timestamp' | 'duration',
  node: ASTNode,
  args: readonly ASTNode[],
): void => {
  const [argument] = args;
  const text = textOf(argument);
  const offset = argument?.start ?? node.start;
  if (text === null || args.length > 1) {
    throw new ExpressionError(`\`${name}\` takes a text in quotes, so that it is checked here`, offset);
  }
  if (name === 'timestamp' && !isInstant(text)) {
    throw new ExpressionError('no instant: expected one such as "2026-01-01T00:00:00Z"', offset);
  }
  if (name === 'duration' && !DURATION.test(text)) {
    const hint = /^\d+d$/.test(text) ? `, or \`days(${text.slice(0, -1)})\`` : '';
    throw new ExpressionError(`no duration: expected h, m and s, such as "36h"${hint}`, offset);
  }
};

// JavaScript takes the 30th of February for the 2nd of March.
const isInstant = (text: string): boolean => {
  const found = INSTANT.exec(text);
  const local = Date.parse(`${found?.[1] ?? ''}Z`);
  if (found === null || Number.isNaN(local) || Number.isNaN(Date.parse(text))) return false;
  return new Date(local).toISOString().startsWith(found[1] ?? ' ');
};
