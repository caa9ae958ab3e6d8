import type { ASTNode } from '@marcbachmann/cel-js';
import type { Expression } from './compile.ts';
import { MISSING, RunError } from './run-error.ts';
import type { Scope } from './scope.ts';
import { writtenAs } from './syntax.ts';

/** What an expression says; or what it ran into, `datum` being what was to be read and `sentence` what is wrong with it. */
export type Evaluated =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly datum: string; readonly code: string; readonly sentence: string };

/** Evaluates a compiled expression on an image, in bounded time. Whatever it runs into is an answer, never an exception. */
export const evaluateExpression = (expression: Expression, scope: Scope): Evaluated => {
  try {
    return { kind: 'value', value: expression.run(scope) };
  } catch (error) {
    return explain(error);
  }
};

/** What the library's errors tell; of any other error there is none of it. */
interface LibraryFault {
  readonly node?: ASTNode;
  readonly code?: string;
  readonly summary?: string;
}

const explain = (error: unknown): Evaluated => {
  if (error instanceof RunError) {
    const code = error.problem === MISSING ? 'Missing' : 'Expression';
    return { kind: 'error', datum: error.datum, code, sentence: `${error.datum} ${error.problem}.` };
  }
  const { node, code = '', summary = 'it failed' } = error as LibraryFault;
  const datum = node === undefined ? 'expression' : writtenAs(node);
  switch (code) {
    case 'no_such_key':
    case 'unknown_variable':
      return { kind: 'error', datum, code: 'Missing', sentence: `${datum} ${MISSING}.` };
    case 'index_out_of_bounds':
      return {
        kind: 'error',
        datum,
        code: 'Missing',
        sentence: `${datum} is not there: the list is shorter.`,
      };
    default:
      return { kind: 'error', datum, code: 'Expression', sentence: `${datum}: ${summary}.` };
  }
};
