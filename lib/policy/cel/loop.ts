import type { ASTNode } from '@marcbachmann/cel-js';
import type { Budget } from './budget.ts';
import { ExpressionError, nameOf, weigh } from './syntax.ts';

/** A type as the library has it; of lists and maps with what they hold. */
export interface Type {
  readonly kind: string;
  readonly name: string;
  readonly valueType?: Type;
  readonly keyType?: Type;
}

/** What the library hands to a macro while it checks types. */
export interface Checker {
  check(node: ASTNode, context: MacroContext): Type;
  getType(name: string): Type;
  readonly registry: { getListType(type: Type): Type };
}

/** What it hands to a macro while it evaluates. */
export interface Evaluator {
  run(node: ASTNode, context: MacroContext): unknown;
}

/** The variables in sight. */
export interface MacroContext {
  getValue(name: string): unknown;
  forkWithVariable(name: string, type: Type): Turn;
}

interface Turn extends MacroContext {
  reuse(parent: MacroContext): Turn;
  setIterValue(value: unknown, evaluator: Evaluator): Turn;
}

/** A call that a macro takes the place of. */
export interface MacroCall {
  readonly ast: ASTNode;
  readonly args: readonly ASTNode[];
  readonly receiver: ASTNode | null;
}

interface Loop {
  readonly list: ASTNode;
  readonly variable: string;
  readonly body: ASTNode;
  readonly steps: number;
  turn: Turn | null;
}

// Making one takes the library as long as so many steps.
const STEPS_A_FAULT = 50;
const LOOPS = ['all', 'exists', 'exists_one', 'filter', 'map'] as const;
type LoopName = (typeof LOOPS)[number];

/**
 * CEL's loops, with every turn charged to the budget. They take the place of the library's, whose turns nobody counts; what
 * they answer is the same: a fault in one turn of `all` and `exists` yields to a turn that decides without it.
 */
export const loopMacros = (budget: Budget) =>
  LOOPS.map((name) => ({ name, expand: (call: MacroCall) => expand(name, call, budget) }));

const expand = (name: LoopName, { ast, args, receiver }: MacroCall, budget: Budget) => {
  const variable = nameOf(args[0]);
  const body = args[1];
  if (receiver === null || body === undefined || variable === null) {
    throw new ExpressionError(
      `\`${name}\` names its variable first: \`${name}(x, …)\``,
      args[0]?.start ?? ast.start,
    );
  }
  const loop: Loop = { list: receiver, variable, body, steps: weigh(body) + 1, turn: null };
  return {
    async: false,
    typeCheck: (checker: Checker, _macro: unknown, context: MacroContext): Type =>
      checkLoop(name, loop, checker, context),
    evaluate: (evaluator: Evaluator, _macro: unknown, context: MacroContext): unknown =>
      runLoop(name, loop, evaluator, context, budget),
  };
};

const checkLoop = (name: LoopName, loop: Loop, checker: Checker, context: MacroContext): Type => {
  const over = checker.check(loop.list, context);
  const item = over.kind === 'list' ? over.valueType : over.kind === 'map' ? over.keyType : undefined;
  if (item === undefined) {
    throw new ExpressionError(
      `\`${name}\` goes over a list or a map, not over ${over.name}`,
      loop.list.start,
    );
  }
  loop.turn = context.forkWithVariable(loop.variable, item);
  const result = checker.check(loop.body, loop.turn);
  if (name === 'map') return checker.registry.getListType(result);
  if (result.name !== 'bool') {
    throw new ExpressionError(`\`${name}\` takes a bool for each, not ${result.name}`, loop.body.start);
  }
  return name === 'filter' ? checker.registry.getListType(item) : checker.getType('bool');
};

const runLoop = (
  name: LoopName,
  loop: Loop,
  evaluator: Evaluator,
  context: MacroContext,
  budget: Budget,
): unknown => {
  const items = itemsOf(evaluator.run(loop.list, context));
  const turn = loop.turn?.reuse(context);
  if (turn === undefined) throw new Error(`${name} was run unchecked`);
  const once = (item: unknown): unknown => {
    budget.charge(loop.steps);
    return evaluator.run(loop.body, turn.setIterValue(item, evaluator));
  };
  switch (name) {
    case 'all':
      return !decided(items, once, false, budget);
    case 'exists':
      return decided(items, once, true, budget);
    case 'exists_one':
      return items.filter((item) => once(item) === true).length === 1;
    case 'filter':
      return items.filter((item) => once(item) === true);
    case 'map':
      return items.map(once);
  }
};

/** Whether some turn gives `answer`; when none does, the first fault counts. Without steps left there is no further turn. */
const decided = (
  items: readonly unknown[],
  once: (item: unknown) => unknown,
  answer: boolean,
  budget: Budget,
): boolean => {
  const faults: unknown[] = [];
  for (const item of items) {
    try {
      if (once(item) === answer) return true;
    } catch (fault) {
      if (budget.spent) throw fault;
      budget.charge(STEPS_A_FAULT);
      if (faults.length === 0) faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
  return false;
};

const itemsOf = (over: unknown): readonly unknown[] => {
  if (Array.isArray(over)) return over;
  if (over instanceof Set) return [...over];
  if (over instanceof Map) return [...over.keys()];
  throw new Error('a loop over neither a list nor a map');
};
