import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../lib/policy/cel/compile.ts';
import { evaluateExpression } from '../../../lib/policy/cel/evaluate.ts';
import { scopeOf } from '../../../lib/policy/cel/scope.ts';
import { context, factsOf, GROUPS } from './cel-estate.ts';
import { oracle } from './cel-oracle.ts';
import { SAMPLES, type Sample } from './cel-samples.ts';

const said = ({ text, given, account }: Sample) => {
  const compiled = compileExpression(text, { type: 'bool', groups: Object.keys(GROUPS) });
  if (!compiled.ok) throw new Error(`${text}: ${compiled.problem.message}`);
  const evaluated = evaluateExpression(compiled.expression, scopeOf(factsOf(given), context(account)));
  return evaluated.kind === 'value' ? evaluated.value : { error: evaluated.datum };
};

describe('sample expressions', () => {
  it('are many, and of all three answers', () => {
    expect(SAMPLES.length).toBeGreaterThan(90);
    expect(new Set(SAMPLES.map(({ says }) => (typeof says === 'boolean' ? says : 'error'))).size).toBe(3);
  });
  it.each(SAMPLES)('$text', (sample) => {
    expect(said(sample)).toEqual(sample.says);
  });
});

describe('another implementation of CEL says the same of', () => {
  it.each(SAMPLES)('$text', ({ text, given, account, says }) => {
    expect(oracle(text, factsOf(given), context(account))).toBe(typeof says === 'boolean' ? says : 'error');
  });
});
