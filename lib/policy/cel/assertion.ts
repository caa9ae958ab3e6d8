import type { Fact } from '../../model/image.ts';
import {
  compileExpression,
  type CompileOptions,
  type Expression,
  type ExpressionProblem,
} from './compile.ts';
import { compileMessage, type Message } from './message.ts';

/** The texts of a rule: where `when` holds, `assert` must, and `message` says what is wrong when it does not. */
export interface AssertionTexts {
  readonly when?: string | null | undefined;
  readonly assert?: string | null | undefined;
  readonly message?: string | null | undefined;
}

/** A rule's expressions, ready to be evaluated; `reads` are the facts that all of them name. */
export interface Assertion {
  readonly when: Expression | null;
  readonly assert: Expression | null;
  readonly message: Message | null;
  readonly reads: readonly Fact[];
}

/** What is wrong with which of the texts. */
interface AssertionProblem extends ExpressionProblem {
  readonly member: 'when' | 'assert' | 'message';
}

export interface CompiledAssertion {
  readonly assertion: Assertion;
  readonly problems: readonly AssertionProblem[];
}

/** Compiles the texts that are there. All of their problems are told at once; what has one is null. */
export const compileAssertion = (
  { when, assert, message }: AssertionTexts,
  options: Omit<CompileOptions, 'type'>,
): CompiledAssertion => {
  const problems: AssertionProblem[] = [];
  const compiled = (member: 'when' | 'assert', text: string | null | undefined): Expression | null => {
    if (text === null || text === undefined) return null;
    const result = compileExpression(text, { ...options, type: 'bool' });
    if (!result.ok) problems.push({ member, ...result.problem });
    return result.ok ? result.expression : null;
  };
  const parts = { when: compiled('when', when), assert: compiled('assert', assert) };
  const template = message === null || message === undefined ? null : compileMessage(message, options);
  if (template?.ok === false) problems.push({ member: 'message', ...template.problem });
  const written = template?.ok === true ? template.expression : null;
  return {
    assertion: { ...parts, message: written, reads: readsOf([parts.when, parts.assert, written]) },
    problems,
  };
};

/**
 * The facts to read. Only the image tells which snapshots there should be. And a rule that names no fact at all is judged
 * whenever the image is.
 */
const readsOf = (parts: readonly ({ readonly reads: readonly Fact[] } | null)[]): readonly Fact[] => {
  const reads = new Set(parts.flatMap((part) => part?.reads ?? []));
  if (reads.size === 0 || reads.has('snapshots')) reads.add('image');
  return [...reads];
};

const prepared = new WeakMap<AssertionTexts, CompiledAssertion>();

/** The same, remembered for the object that the texts are in, and without a look at the groups: these were looked at before. */
export const prepareAssertion = (texts: AssertionTexts): CompiledAssertion => {
  const known = prepared.get(texts) ?? compileAssertion(texts, { groups: null });
  prepared.set(texts, known);
  return known;
};
