import type { ASTNode } from '@marcbachmann/cel-js';
import type { Fact } from '../../model/image.ts';
import { CEL_FUNCTIONS, CEL_LIMITS, CEL_TYPES, CEL_VARIABLES } from './schema.ts';
import { ExpressionError, nameOf, partsOf, textOf } from './syntax.ts';
import { vetLiteral, vetTimeText } from './vet-literal.ts';

/** Ends a message: ` (did you mean …?)`, or nothing. The functions that run in the service do without. */
export type Hint = (name: string, known: readonly string[]) => string;

/** What an expression names: the facts that it needs, and the groups, each with its offset. */
export interface Names {
  readonly reads: ReadonlySet<Fact>;
  readonly groups: readonly { readonly name: string; readonly offset: number }[];
}

// Names by which JavaScript's objects give away what they are made of. No type has such a member, and none ever shall.
const NEVER = ['__proto__', 'constructor', 'prototype'];
const WHOLE = new Map([
  ['image', 'image.name'],
  ['account', 'account.name'],
  ['groups', 'groups["name"]'],
]);

/**
 * Holds an expression against what may be written at all, before its types are looked at. Throws `ExpressionError`: unknown
 * names, functions that are not ours, loops in loops in loops, members of a prototype, nesting without end.
 */
export const vet = (root: ASTNode, hint: Hint): Names => {
  const vetter = new Vetter(hint);
  vetter.visit(root, [], 0);
  return vetter;
};

class Vetter implements Names {
  readonly reads = new Set<Fact>();
  readonly groups: { readonly name: string; readonly offset: number }[] = [];
  readonly #hint: Hint;

  constructor(hint: Hint) {
    this.#hint = hint;
  }

  visit(node: ASTNode, loops: readonly string[], level: number): void {
    if (level > CEL_LIMITS.levels) {
      throw new ExpressionError(`nested deeper than ${String(CEL_LIMITS.levels)} levels`, node.start);
    }
    switch (node.op) {
      case 'value':
        vetLiteral(node);
        return;
      case 'id':
        this.#variable(node, node.args, loops);
        return;
      case '.':
        this.#member(node, node.args[0], node.args[1], loops, level);
        return;
      case '[]':
        this.#index(node, node.args[0], node.args[1], loops, level);
        return;
      case 'call':
        this.#call(node, node.args[0], node.args[1], loops, level);
        return;
      case 'rcall':
        this.#method(node, node.args[0], [node.args[1], ...node.args[2]], loops, level);
        return;
      case 'list':
        if (node.args.length === 0)
          throw new ExpressionError('an empty list: `size(…) == 0` asks whether one is empty', node.start);
        break;
      case 'map':
        throw new ExpressionError('a map in braces is not supported', node.start);
      case '.?':
      case '[?]':
        throw new ExpressionError('optional members are not supported; `has()` asks for one', node.pos);
      case '!_':
      case '-_':
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
        break;
    }
    for (const part of partsOf(node)) this.visit(part, loops, level + 1);
  }

  #variable(node: ASTNode, name: string, loops: readonly string[]): void {
    if (loops.includes(name)) return;
    const variable = own(CEL_VARIABLES, name);
    if (variable === null) {
      const known = [...loops, ...Object.keys(CEL_VARIABLES)];
      throw new ExpressionError(`there is no \`${name}\`${this.#hint(name, known)}`, node.start);
    }
    const instead = WHOLE.get(name);
    if (instead !== undefined) {
      throw new ExpressionError(
        `\`${name}\` does not stand for itself: name a member, as in \`${instead}\``,
        node.start,
      );
    }
    if (variable.reads !== null) this.reads.add(variable.reads);
  }

  #member(node: ASTNode, of: ASTNode, name: string, loops: readonly string[], level: number): void {
    if (NEVER.includes(name)) {
      throw new ExpressionError(
        `\`${name}\` is no member; of a tag that is called so, write ["${name}"]`,
        node.pos,
      );
    }
    const variable = nameOf(of);
    if (variable === 'groups') {
      this.groups.push({ name, offset: node.pos });
      return;
    }
    const members = variable === 'image' || variable === 'account' ? CEL_TYPES[variable] : undefined;
    if (members === undefined) {
      this.visit(of, loops, level + 1);
      return;
    }
    const member = own(members, name);
    if (member === null) {
      const near = this.#hint(name, Object.keys(members));
      throw new ExpressionError(`\`${variable ?? ''}\` has no member \`${name}\`${near}`, node.pos);
    }
    if (member.reads !== null) this.reads.add(member.reads);
  }

  #index(node: ASTNode, of: ASTNode, index: ASTNode, loops: readonly string[], level: number): void {
    if (nameOf(of) !== 'groups') {
      for (const part of partsOf(node)) this.visit(part, loops, level + 1);
      return;
    }
    const name = textOf(index);
    if (name === null) {
      throw new ExpressionError('`groups` takes a name in quotes, so that it is checked here', index.start);
    }
    this.groups.push({ name, offset: index.start });
  }

  #call(
    node: ASTNode,
    name: string,
    args: readonly ASTNode[],
    loops: readonly string[],
    level: number,
  ): void {
    const known = own(CEL_FUNCTIONS, name);
    if (known?.kind !== 'function') {
      const near = this.#hint(name, functionNames('function'));
      const why = known === null ? near : `; it stands behind a dot: \`${known.of}\``;
      throw new ExpressionError(`there is no function \`${name}\`${why}`, node.start);
    }
    if (name === 'tag' || name === 'age') {
      if (nameOf(args[0]) !== 'image') {
        throw new ExpressionError(
          `\`${name}\` takes the image: \`${known.of}\``,
          args[0]?.start ?? node.start,
        );
      }
      this.reads.add('image');
      for (const argument of args.slice(1)) this.visit(argument, loops, level + 1);
      return;
    }
    if (name === 'timestamp' || name === 'duration') vetTimeText(name, node, args);
    for (const argument of args) this.visit(argument, loops, level + 1);
  }

  #method(
    node: ASTNode,
    name: string,
    parts: readonly ASTNode[],
    loops: readonly string[],
    level: number,
  ): void {
    const known = own(CEL_FUNCTIONS, name);
    if (known === null || (known.kind === 'function' && name !== 'size')) {
      const near = this.#hint(name, [...functionNames('method'), ...functionNames('loop'), 'size']);
      const why = known === null ? near : `; it stands alone: \`${known.of}\``;
      throw new ExpressionError(`there is no \`.${name}()\`${why}`, (parts[0]?.end ?? node.start) + 1);
    }
    if (known.kind === 'loop') {
      this.#loop(node, name, known.of, parts, loops, level);
      return;
    }
    for (const part of parts) this.visit(part, loops, level + 1);
  }

  #loop(
    node: ASTNode,
    name: string,
    of: string,
    [list, variable, body, ...rest]: readonly ASTNode[],
    loops: readonly string[],
    level: number,
  ): void {
    const named = nameOf(variable);
    if (
      list === undefined ||
      variable === undefined ||
      body === undefined ||
      rest.length > 0 ||
      named === null
    ) {
      throw new ExpressionError(`\`${name}\` takes a name and what is to hold: \`${of}\``, node.start);
    }
    if (NEVER.includes(named) || loops.includes(named) || own(CEL_VARIABLES, named) !== null) {
      throw new ExpressionError(`\`${named}\` is taken: give the loop a name of its own`, variable.start);
    }
    if (loops.length >= CEL_LIMITS.nestedLoops) {
      throw new ExpressionError(
        `more than ${String(CEL_LIMITS.nestedLoops)} loops in one another`,
        node.start,
      );
    }
    this.visit(list, loops, level + 1);
    this.visit(body, [...loops, named], level + 1);
  }
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | null =>
  Object.hasOwn(record, name) ? (record[name] ?? null) : null;

const functionNames = (kind: string): readonly string[] =>
  Object.keys(CEL_FUNCTIONS).filter((name) => CEL_FUNCTIONS[name]?.kind === kind);
