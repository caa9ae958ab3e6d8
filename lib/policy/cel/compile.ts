import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import type { Fact } from '../../model/image.ts';
import { Budget } from './budget.ts';
import { createEnvironment, plainType } from './environment.ts';
import { explainRefusal } from './explain-refusal.ts';
import { CEL_LIMITS } from './schema.ts';
import type { Scope } from './scope.ts';
import { ExpressionError } from './syntax.ts';
import { vetTypes } from './vet-types.ts';
import { vet, type Hint, type Names } from './vet.ts';

/** An expression that is in order; `type` is that of its value, `run` throws what it runs into. */
export interface Expression {
  readonly text: string;
  readonly type: string;
  readonly reads: readonly Fact[];
  readonly run: (scope: Scope) => unknown;
}

/** What is wrong with a text, and where in it: an offset in characters, from 0. */
export interface ExpressionProblem {
  readonly offset: number;
  readonly message: string;
}

/** `bool`: it must be one. `text`: what can be written into a message. `groups`: the names that there are, null for any. */
export interface CompileOptions {
  readonly type: 'bool' | 'text';
  readonly groups: readonly string[] | null;
  readonly hint?: Hint;
}

export type Compiled<T> =
  { readonly ok: true; readonly expression: T } | { readonly ok: false; readonly problem: ExpressionProblem };

interface Analysis {
  readonly expression: Expression;
  readonly groups: Names['groups'];
}

const AS_TEXT = ['string', 'int', 'bool', 'timestamp', 'duration', 'list<string>'];
const MOST_REMEMBERED = 1000;
const FACTS: readonly Fact[] = ['image', 'launchPermission', 'snapshots', 'ancestry'];

/**
 * Checks an expression: its syntax, its names, its types, its bounds, and that its value is of the type wanted. The same text is
 * worked out once and remembered. Takes bounded time whatever the text.
 */
export const compileExpression = (text: string, options: CompileOptions): Compiled<Expression> => {
  const hint = options.hint ?? (() => '');
  try {
    const { expression, groups } = compiler.analyse(text, hint);
    requireGroups(groups, options.groups, hint);
    requireType(expression, options.type);
    return { ok: true, expression };
  } catch (error) {
    const { message, offset } = explainRefusal(error, text, hint);
    return { ok: false, problem: { message, offset } };
  }
};

const requireGroups = (named: Names['groups'], known: CompileOptions['groups'], hint: Hint): void => {
  const unknown = known === null ? undefined : named.find(({ name }) => !known.includes(name));
  if (unknown === undefined) return;
  const near = hint(unknown.name, known ?? []);
  throw new ExpressionError(`there is no group "${unknown.name}" of account ids${near}`, unknown.offset);
};

const requireType = ({ type }: Expression, wanted: CompileOptions['type']): void => {
  if (wanted === 'bool' && type !== 'bool') {
    throw new ExpressionError(`is ${type}, expected a bool: something that holds or does not`, 0);
  }
  if (wanted === 'text' && !AS_TEXT.includes(type)) {
    throw new ExpressionError(`is ${type}, expected what can be written: ${AS_TEXT.join(', ')}`, 0);
  }
};

/** The library with our types, made when the first expression comes, and the expressions that were worked out. */
class Compiler {
  readonly #budget = new Budget();
  readonly #known = new Map<string, Analysis>();
  #environment: Environment | null = null;

  analyse(text: string, hint: Hint): Analysis {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (text.length > CEL_LIMITS.characters) {
      throw new ExpressionError(
        `longer than ${String(CEL_LIMITS.characters)} characters`,
        CEL_LIMITS.characters,
      );
    }
    const environment = (this.#environment ??= createEnvironment(this.#budget));
    const parsed = environment.parse(text);
    const names = vet(parsed.ast, hint);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new Error('an expression that is invalid without an error');
    vetTypes(parsed.ast);
    const analysis = {
      expression: {
        text,
        type: plainType(checked.type ?? 'dyn'),
        reads: FACTS.filter((fact) => names.reads.has(fact)),
        run: this.#runner(parsed),
      },
      groups: names.groups,
    };
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(text, analysis);
    return analysis;
  }

  #runner(parsed: { (scope: Scope): unknown; readonly ast: ASTNode }): (scope: Scope) => unknown {
    return (scope) => {
      this.#budget.refill();
      const value = parsed(scope);
      // A fault is swallowed by `true ||`; that there were no steps left is not.
      if (this.#budget.spent) this.#budget.charge(0);
      return value;
    };
  }
}

const compiler = new Compiler();
