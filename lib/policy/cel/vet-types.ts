import type { ASTNode } from '@marcbachmann/cel-js';
import { plainType } from './environment.ts';
import type { Type } from './loop.ts';
import { CEL_TYPES } from './schema.ts';
import { ExpressionError, nameOf, partsOf } from './syntax.ts';

const TAGGED = ['image', 'account'];
const SCALARS = ['bool', 'int', 'string', 'timestamp', 'duration'];

/** The type that the library found, as people write it; null for what it did not look at, such as the argument of `has`. */
const typeOf = (node: ASTNode): string | null => {
  const type = 'checkedType' in node ? (node.checkedType as Type | undefined) : undefined;
  return type === undefined ? null : plainType(type.name);
};

/**
 * Refuses what the library would take although it cannot be bounded, or is answered differently elsewhere: lists joined or
 * compared whole, objects held against objects, members by computed names, and `has` of what always is there.
 */
export const vetTypes = (node: ASTNode): void => {
  if (node.op === 'call' && node.args[0] === 'has') {
    vetHas(node.args[1][0] ?? node);
    return;
  }
  if (isComparison(node)) for (const part of node.args) requireScalar(part, node.op);
  if (node.op === 'in') requireScalar(node.args[0], 'in');
  if (node.op === '[]') requireCollection(node.args[0], node);
  for (const part of partsOf(node)) vetTypes(part);
};

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>=', '+'] as const;
type Comparison = (typeof COMPARISONS)[number];

const isComparison = (node: ASTNode): node is Extract<ASTNode, { readonly op: Comparison }> =>
  COMPARISONS.some((operator) => operator === node.op);

const requireScalar = (node: ASTNode, operator: string): void => {
  const type = typeOf(node);
  if (type === null || SCALARS.includes(type)) return;
  const instead =
    type.startsWith('list') || type.startsWith('map') ? 'its size(), or a loop over it' : 'a member';
  throw new ExpressionError(`\`${operator}\` does not take ${type}: expected ${instead}`, node.start);
};

const requireCollection = (of: ASTNode, node: ASTNode): void => {
  const type = typeOf(of);
  if (type === null || type.startsWith('list<') || type.startsWith('map<')) return;
  throw new ExpressionError(`members of ${type} stand behind a dot`, node.start);
};

const vetHas = (argument: ASTNode): void => {
  // The library has refused anything else.
  if (argument.op !== '.') return;
  const [of, name] = argument.args;
  if (of.op === '.' && of.args[1] === 'tags' && TAGGED.includes(nameOf(of.args[0]) ?? '')) return;
  const type = typeOf(of);
  const member = type === null ? undefined : CEL_TYPES[type]?.[name];
  if (member?.absent === 'has') return;
  const why =
    member === undefined
      ? `is no member of ${type ?? 'what stands before it'}`
      : member.absent === 'empty'
        ? 'is empty when it is absent: compare it with ""'
        : 'always is there';
  throw new ExpressionError(`\`has\` does not ask for \`${name}\`, which ${why}`, argument.pos);
};
