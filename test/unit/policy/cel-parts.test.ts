import { describe, expect, it } from 'vitest';
import { compileAssertion, prepareAssertion } from '../../../lib/policy/cel/assertion.ts';
import { Budget } from '../../../lib/policy/cel/budget.ts';
import { compileExpression } from '../../../lib/policy/cel/compile.ts';
import { createEnvironment } from '../../../lib/policy/cel/environment.ts';
import { evaluateExpression } from '../../../lib/policy/cel/evaluate.ts';
import { explainRefusal } from '../../../lib/policy/cel/explain-refusal.ts';
import { judgeAssertion } from '../../../lib/policy/cel/judge-assertion.ts';
import { Latest } from '../../../lib/policy/cel/latest.ts';
import { RunError } from '../../../lib/policy/cel/run-error.ts';
import { scopeOf } from '../../../lib/policy/cel/scope.ts';
import { weigh, writtenAs } from '../../../lib/policy/cel/syntax.ts';
import { context, factsOf, shares, type Given } from './cel-estate.ts';

const astOf = (text: string) => createEnvironment(new Budget()).parse(text).ast;

const fault = (text: string, given?: Given) => {
  const compiled = compileExpression(text, { type: 'bool', groups: null });
  if (!compiled.ok) throw new Error(compiled.problem.message);
  return evaluateExpression(compiled.expression, scopeOf(factsOf(given), context()));
};

describe('the parts of an expression', () => {
  it.each([
    ['1', 1],
    ['region', 1],
    ['image.name', 2],
    ['!image.public', 3],
    ['-1 - 2', 4],
    ['1 + 2 * 3 / 4 % 5', 9],
    ['1 < 2 || 1 <= 2 && 1 > 2 || 1 >= 2', 15],
    ['1 == 2 ? 1 != 2 : 1 in [1, 2]', 12],
    ['image.tags["a"]', 4],
    ['size(image.tags)', 3],
    ['region.startsWith("us")', 3],
    ['{"a": 1, "b": 2}', 5],
  ])('%s: %i with it', (text, count) => {
    expect(weigh(astOf(text))).toBe(count);
  });

  it.each([
    ['image.name', 'image.name'],
    ['a  +\n b', 'a + b'],
    [`"${'x'.repeat(78)}"`, `"${'x'.repeat(78)}"`],
    [`"${'x'.repeat(79)}"`, `"${'x'.repeat(78)}…`],
  ])('%s is written %s', (text, written) => {
    expect(writtenAs(astOf(text))).toBe(written);
  });

  it.each(['(1 + 2) * (3 + 4)', '((1)) + 2', '1 - (2 - (3))', 'size(region) > (1)'])(
    '%s is written with its parentheses whole',
    (text) => {
      expect(writtenAs(astOf(text))).toBe(text);
    },
  );
});

describe('what an evaluation runs into', () => {
  it.each([
    ['image.watermarks[3] == ""', 'image.watermarks[3]', 'Missing', 'is not there: the list is shorter.'],
    ['image.tags.Team == ""', 'image.tags.Team', 'Missing', 'is not known.'],
    ['image.deprecatedAt < now', 'image.deprecatedAt', 'Missing', 'is not known.'],
    ['tag(image, "Long") == ""', 'image.tags["Long"]', 'Missing', 'is not known.'],
    ['days(-36501) < age(image)', 'days', 'Expression', 'takes 36500 at most.'],
    ['days(40000) > age(image)', 'days', 'Expression', 'takes 36500 at most.'],
  ])('%s', (text, datum, code, what) => {
    const given = { image: { tags: { Long: 'x'.repeat(5000) } } };
    const facts = text.startsWith('tag(') ? given : {};
    expect(fault(text, facts)).toEqual({ kind: 'error', datum, code, sentence: `${datum} ${what}` });
  });

  it('what is wrong with a value is told with the expression', () => {
    expect(fault('1 / size(image.productCodes) == 0')).toEqual({
      kind: 'error',
      datum: '1 / size(image.productCodes)',
      code: 'Expression',
      sentence: '1 / size(image.productCodes): division by zero.',
    });
  });

  it('faults cost steps', () => {
    const crowd = shares(...Array.from({ length: 5000 }, (_, index) => String(100_000_000_000 + index)));
    expect(
      fault('launchPermission.exists(p, 1 / size(image.productCodes) == 0)', { launchPermission: crowd }),
    ).toEqual({
      kind: 'error',
      datum: 'expression',
      code: 'Expression',
      sentence: 'expression took more steps than it may.',
    });
  });

  it('an error of nobody’s making is an answer as well, and a bug in compiling is none', () => {
    const run = () => {
      throw new Error('out of order');
    };
    expect(
      evaluateExpression({ text: '', type: 'bool', reads: [], run }, scopeOf(factsOf(), context())),
    ).toEqual({
      kind: 'error',
      datum: 'expression',
      code: 'Expression',
      sentence: 'expression: it failed.',
    });
    expect(() => explainRefusal(new Error('out of order'), '', () => '')).toThrow('out of order');
  });

  it('says so in its own name', () => {
    const error = new RunError('image.name', 'is not known');
    expect([error.name, error.message]).toEqual(['RunError', 'image.name is not known']);
  });
});

describe('what costs time is done once', () => {
  it('a budget is spent by one step more than it has', () => {
    const budget = new Budget();
    budget.refill();
    budget.charge(250_000);
    expect(budget.spent).toBe(false);
    expect(() => {
      budget.charge(1);
    }).toThrow('expression took more steps than it may');
    expect(budget.spent).toBe(true);
  });

  it('the latest is remembered, and nothing before it', () => {
    const latest = new Latest<object, object>();
    const [one, other] = [{}, {}];
    const made = latest.of(one, () => ({}));
    expect(latest.of(one, () => ({}))).toBe(made);
    expect(latest.of(other, () => ({}))).not.toBe(made);
    expect(latest.of(one, () => ({}))).not.toBe(made);
  });

  it('accounts, groups, and what is compiled are remembered', () => {
    const [facts, at] = [factsOf(), context()];
    const [one, other] = [scopeOf(facts, at), scopeOf(facts, at)];
    expect(other.account).toBe(one.account);
    expect(other.groups).toBe(one.groups);
    expect(other.snapshots).toBe(one.snapshots);
    const texts = { assert: 'image.public' };
    expect(prepareAssertion(texts)).toBe(prepareAssertion(texts));
    const options = { type: 'bool', groups: null } as const;
    const compiled = compileExpression('image.public', options);
    const again = compileExpression('image.public', options);
    expect(compiled.ok && again.ok && again.expression === compiled.expression).toBe(true);
  });

  it('a rule without an assertion passes, and needs the image alone', () => {
    expect(compileAssertion({}, { groups: null })).toEqual({
      assertion: { when: null, assert: null, message: null, reads: ['image'] },
      problems: [],
    });
    const nothing = { when: null, assert: null, message: null, reads: [] };
    expect(judgeAssertion(nothing, factsOf(), context())).toEqual({ kind: 'judged', failures: [] });
  });
});
