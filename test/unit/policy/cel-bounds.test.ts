import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../../lib/policy/cel/compile.ts';
import { evaluateExpression } from '../../../lib/policy/cel/evaluate.ts';
import { scopeOf } from '../../../lib/policy/cel/scope.ts';
import { context, factsOf, shares, type Given } from './cel-estate.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => String(100_000_000_000 + index));

const said = (text: string, given: Given = {}, groups: readonly string[] = []) => {
  const compiled = compileExpression(text, { type: 'bool', groups: null });
  if (!compiled.ok) throw new Error(compiled.problem.message);
  const evaluated = evaluateExpression(
    compiled.expression,
    scopeOf(factsOf(given), { ...context(), groups: { everybody: groups } }),
  );
  return evaluated.kind === 'value' ? evaluated.value : evaluated.sentence;
};

describe('what an evaluation may cost is bounded', () => {
  const crowd = { launchPermission: shares(...many(2000)) };
  const quadratic =
    'launchPermission.all(a, launchPermission.exists(b, b.id == a.id && b.kind == "account"))';

  it('two loops over a few are taken', () => {
    expect(said(quadratic, { launchPermission: shares(...many(50)) })).toBe(true);
  });
  it('two loops over thousands are stopped, and that is no answer', () => {
    expect(said(quadratic, crowd)).toBe('expression took more steps than it may.');
  });
  it('an answer that would hold without them is none either', () => {
    expect(said(`${quadratic} || true`, crowd)).toBe('expression took more steps than it may.');
  });
  it('steps are counted anew for each evaluation', () => {
    expect(said(quadratic, crowd)).toBe('expression took more steps than it may.');
    expect(said('launchPermission.size() == 2000', crowd)).toBe(true);
  });
  it('a loop of patterns is stopped as well', () => {
    const pattern = `"(${'a?'.repeat(200)}){20}b"`;
    expect(
      said(`launchPermission.exists(p, image.name.matches(${pattern}))`, {
        ...crowd,
        image: { name: 'a'.repeat(4000) },
      }),
    ).toBe('expression took more steps than it may.');
  });
  it('a list of more than ten thousand is not gone through', () => {
    expect(said('launchPermission.size() > 0', { launchPermission: shares(...many(10_001)) })).toBe(
      'launchPermission is not known.',
    );
  });
  it('a group of tens of thousands is asked at once', () => {
    const text = 'launchPermission.all(p, p.id in groups["everybody"])';
    expect(said(text, crowd, many(50_000))).toBe(true);
    expect(said(text, { launchPermission: shares('012345678901') }, many(50_000))).toBe(false);
  });
});

describe('what could not be read is an error', () => {
  it.each([
    ['image.name == "x"', 'image', 'image.name is not known.'],
    ['!image.public', 'image', 'image.public is not known.'],
    ['tag(image, "Owner") == ""', 'image', 'image.tags["Owner"] is not known.'],
    ['age(image) > days(1)', 'image', 'image.createdAt is not known.'],
    ['image.devices.all(d, d.encrypted)', 'image', 'image.devices is not known.'],
    ['launchPermission.all(p, false)', 'launchPermission', 'launchPermission is not known.'],
    ['snapshots.all(s, s.encrypted)', 'snapshots', 'snapshots is not known.'],
    ['image.sourceOwner == ""', 'ancestry', 'image.sourceOwner is not known.'],
  ] as const)('%s without %s', (text, fact, sentence) => {
    const facts = Object.fromEntries(Object.entries(factsOf()).filter(([name]) => name !== fact));
    const compiled = compileExpression(text, { type: 'bool', groups: null });
    if (!compiled.ok) throw new Error(compiled.problem.message);
    expect(evaluateExpression(compiled.expression, scopeOf(facts, context()))).toMatchObject({
      kind: 'error',
      code: 'Missing',
      sentence,
    });
  });
});

describe('the facts that an expression reads', () => {
  it.each([
    ['image.id == account.id || region == "" || now == now', []],
    ['image.name == ""', ['image']],
    ['tag(image, "x") == ""', ['image']],
    ['age(image) > days(1)', ['image']],
    ['image.sourceOwner == ""', ['ancestry']],
    ['launchPermission.all(p, p.id in groups["partners"])', ['launchPermission']],
    ['snapshots.all(s, image.devices.exists(d, d.snapshot == s.id))', ['image', 'snapshots']],
  ] as const)('%s', (text, reads) => {
    const compiled = compileExpression(text, { type: 'bool', groups: ['partners'] });
    expect(compiled.ok && compiled.expression.reads).toEqual(reads);
  });
});
