import { Duration, Environment } from '@marcbachmann/cel-js/evaluator';
import { compilePattern, patternMatches, type Pattern } from '../pattern/pattern.ts';
import type { Budget } from './budget.ts';
import { loopMacros, type Checker, type Evaluator, type MacroCall, type MacroContext } from './loop.ts';
import { CEL_LIMITS, CEL_TYPES, CEL_VARIABLES } from './schema.ts';
import { AccountScope, DeviceScope, ImageScope, PrincipalScope, SnapshotScope } from './scope-types.ts';
import { MISSING, RunError } from './run-error.ts';
import { ExpressionError, textOf } from './syntax.ts';

const CLASSES = {
  image: ImageScope,
  device: DeviceScope,
  account: AccountScope,
  principal: PrincipalScope,
  snapshot: SnapshotScope,
} as const;
const TIMESTAMP = 'google.protobuf.Timestamp';
const DURATION = 'google.protobuf.Duration';
const MOST_DAYS = 36_500n;
const SECONDS_A_DAY = 86_400n;

/** The library's name of a type. */
const libraryType = (type: string): string => (type === 'timestamp' ? TIMESTAMP : type);

/** The name of a type as people write it. */
export const plainType = (type: string): string =>
  type.replaceAll(TIMESTAMP, 'timestamp').replaceAll(DURATION, 'duration');

/**
 * The library, told our types, functions and limits. What it would do without a bound is taken over: loops, and `matches`, which
 * is its own by way of JavaScript's patterns. A macro stands before any function of its name and number of arguments,
 * whatever it is registered for; hence the receiver `bool`, under which no name clashes.
 */
export const createEnvironment = (budget: Budget): Environment => {
  const environment = new Environment({
    limits: {
      maxAstNodes: CEL_LIMITS.nodes,
      maxDepth: 32,
      maxListElements: CEL_LIMITS.listItems,
      maxCallArguments: 4,
    },
  });
  for (const [name, ctor] of Object.entries(CLASSES)) {
    const fields = Object.entries(CEL_TYPES[name] ?? {}).map(([key, { type }]) => [key, libraryType(type)]);
    environment.registerType(name, { ctor, fields: Object.fromEntries(fields) as Record<string, string> });
  }
  for (const [name, { type }] of Object.entries(CEL_VARIABLES)) {
    environment.registerVariable(name, libraryType(type));
  }
  for (const { name, expand } of loopMacros(budget)) {
    environment.registerFunction(`bool.${name}(ast, ast): bool`, expand);
  }
  environment.registerFunction('bool.matches(ast): bool', (call: MacroCall) => matches(call, budget));
  const sync = { async: false };
  environment.registerFunction('tag(image, string): string', tag, sync);
  environment.registerFunction(`age(ast): ${DURATION}`, age);
  environment.registerFunction(`days(int): ${DURATION}`, days, sync);
  environment.registerOperator('string in list<string>', isIn);
  return environment;
};

const tag = (image: ImageScope, key: string): string => {
  const value = image.tag(key);
  if (value === undefined) throw new RunError(`image.tags["${key}"]`, MISSING);
  return value;
};

const days = (count: bigint): Duration => {
  if (count <= MOST_DAYS && count >= -MOST_DAYS) return new Duration(count * SECONDS_A_DAY);
  throw new RunError('days', `takes ${String(MOST_DAYS)} at most`);
};

// A macro, for a function would not get at `now`. That its argument is the image is looked at with the names.
const age = () => ({
  async: false,
  typeCheck: (checker: Checker) => checker.getType(DURATION),
  evaluate: (_evaluator: Evaluator, _macro: unknown, context: MacroContext): Duration => {
    const made = context.getValue('image');
    const now = context.getValue('now');
    if (made instanceof ImageScope && made.createdAt !== undefined && now instanceof Date) {
      return Duration.fromMilliseconds(now.getTime() - made.createdAt.getTime());
    }
    throw new RunError('image.createdAt', MISSING);
  },
});

// The library goes through a set after it has asked it, which a group of thousands of accounts would feel.
const isIn = (value: string, list: ReadonlySet<string> | readonly string[]): boolean =>
  'has' in list ? list.has(value) : list.includes(value);

const matches = ({ ast, args, receiver }: MacroCall, budget: Budget) => {
  const text = textOf(args[0]);
  const offset = args[0]?.start ?? ast.start;
  if (receiver === null || text === null) {
    throw new ExpressionError('`matches` takes its pattern in quotes, so that it is checked here', offset);
  }
  const compiled = compilePattern(text);
  if (!compiled.ok) throw new ExpressionError(`a pattern that cannot be run: ${compiled.problem}`, offset);
  return {
    async: false,
    typeCheck: (checker: Checker, _macro: unknown, context: MacroContext) => {
      const type = checker.check(receiver, context);
      if (type.name === 'string') return checker.getType('bool');
      throw new ExpressionError(
        `\`matches\` is asked of a string, not of ${plainType(type.name)}`,
        receiver.start,
      );
    },
    evaluate: (evaluator: Evaluator, _macro: unknown, context: MacroContext) =>
      run(compiled.pattern, evaluator.run(receiver, context), budget),
  };
};

const run = (pattern: Pattern, text: unknown, budget: Budget): boolean => {
  if (typeof text !== 'string') throw new Error('a pattern was held against something that is no text');
  budget.charge((pattern.steps.length * text.length) / 4);
  return patternMatches(pattern, text);
};
