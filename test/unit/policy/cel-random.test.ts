import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../lib/policy/cel/compile.ts';
import { evaluateExpression } from '../../../lib/policy/cel/evaluate.ts';
import { compileMessage, renderMessage } from '../../../lib/policy/cel/message.ts';
import { scopeOf } from '../../../lib/policy/cel/scope.ts';
import { context, factsOf, GROUPS } from './cel-estate.ts';
import { oracle } from './cel-oracle.ts';
import { expressions, givens, scribbles } from './cel-random.ts';

const options = { type: 'bool', groups: Object.keys(GROUPS) } as const;
const accounts = fc.constantFrom('222233334444', '111122223333', '012345678901');

describe('random expressions on random images', () => {
  it('say what another implementation of CEL says', () => {
    const answers = new Set<unknown>();
    fc.assert(
      fc.property(expressions, givens, accounts, (text, given, account) => {
        const compiled = compileExpression(text, options);
        fc.pre(compiled.ok);
        const facts = factsOf(given);
        const said = evaluateExpression(compiled.expression, scopeOf(facts, context(account)));
        const answer = said.kind === 'value' ? said.value : 'error';
        answers.add(answer);
        expect(answer).toBe(oracle(text, facts, context(account)));
      }),
      { numRuns: 1500 },
    );
    expect(answers).toEqual(new Set([true, false, 'error']));
  });

  it('are all in order, but for those that are too large', () => {
    fc.assert(
      fc.property(expressions, (text) => {
        const compiled = compileExpression(text, options);
        expect(compiled.ok ? '' : compiled.problem.message).toMatch(
          /^$|^longer than|^too large|more than 2 loops|is taken/,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('never change what they read, and say the same twice', () => {
    fc.assert(
      fc.property(expressions, givens, (text, given) => {
        const compiled = compileExpression(text, options);
        fc.pre(compiled.ok);
        const facts = factsOf(given);
        const before = structuredClone(facts);
        const once = evaluateExpression(compiled.expression, scopeOf(facts, context()));
        expect(evaluateExpression(compiled.expression, scopeOf(facts, context()))).toEqual(once);
        expect(facts).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});

describe('any text at all', () => {
  it('is taken or refused with a position within it, and never throws', () => {
    fc.assert(
      fc.property(scribbles, givens, (text, given) => {
        const compiled = compileExpression(text, options);
        if (compiled.ok) {
          const said = evaluateExpression(compiled.expression, scopeOf(factsOf(given), context()));
          expect(said.kind === 'error' || typeof said.value === 'boolean').toBe(true);
          return;
        }
        expect(compiled.problem.offset).toBeGreaterThanOrEqual(0);
        expect(compiled.problem.offset).toBeLessThanOrEqual(text.length);
        expect(compiled.problem.message).toMatch(/\S/);
      }),
      { numRuns: 3000 },
    );
  });

  it('is a message or none, and never throws', () => {
    fc.assert(
      fc.property(scribbles, givens, (text, given) => {
        const compiled = compileMessage(`in {${text}} and {image.name}`, options);
        if (compiled.ok)
          expect(renderMessage(compiled.expression, scopeOf(factsOf(given), context()))).toMatch(/^in /);
        else expect(compiled.problem.offset).toBeLessThanOrEqual(text.length + 24);
      }),
      { numRuns: 1000 },
    );
  });
});
