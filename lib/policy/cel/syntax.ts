import type { ASTNode } from '@marcbachmann/cel-js';

/** The parts of a node, as they were written: what a macro makes of a call is not among them. */
export const partsOf = (node: ASTNode): readonly ASTNode[] => {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    case '[]':
    case '[?]':
    case '?:':
    case '||':
    case '&&':
    case '==':
    case '!=':
    case 'in':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return node.args;
  }
};

/** How many nodes there are in it, itself counted. */
export const weigh = (node: ASTNode): number => partsOf(node).reduce((sum, part) => sum + weigh(part), 1);

/** The text when the node is one in quotes, else null. */
export const textOf = (node: ASTNode | undefined): string | null =>
  node?.op === 'value' && typeof node.args === 'string' ? node.args : null;

/** The name when the node is a bare name, else null. */
export const nameOf = (node: ASTNode | undefined): string | null => (node?.op === 'id' ? node.args : null);

/** How the node is written, at most 80 characters of it. */
export const writtenAs = (node: ASTNode): string => {
  const text = node.input.slice(node.start, node.end).replaceAll(/\s+/g, ' ');
  const whole = withParentheses(text);
  return whole.length > 80 ? `${whole.slice(0, 79)}…` : whole;
};

/** Parentheses around an operand are no part of it: those that are lost at either end are put back. */
const withParentheses = (text: string): string => {
  let lost = 0;
  let open = 0;
  for (const character of text) {
    if (character === '(') open++;
    if (character !== ')') continue;
    if (open > 0) open--;
    else lost++;
  }
  return `${'('.repeat(lost)}${text}${')'.repeat(open)}`;
};

/** Why an expression is refused; `offset` counts its characters from 0. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
