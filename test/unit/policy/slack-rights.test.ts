import { describe, expect, test } from 'vitest';
import { bundleJson } from '../../../lib/policy/bundle.ts';
import { loadBundle } from '../../../lib/policy/load-bundle.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { policyOf, problemsOf } from './policy-of.ts';

const withSlack = (slack: string): string => `version: 1\nslack: ${slack}\nrules: { public-sharing: {} }`;

describe('who may do what from Slack', () => {
  test('is listed by right, and whom no list names may nothing', () => {
    const policy = policyOf(withSlack('{ approve: [U0123ABCD, S0SECOPS], undo: [W0123ABCD] }'));
    const slack = { approve: ['U0123ABCD', 'S0SECOPS'], undo: ['W0123ABCD'], waive: [], mute: [] };
    expect(policy.slack).toEqual(slack);
    expect(loadBundle(bundleJson(policy))).toMatchObject({ ok: true, bundle: { slack } });
  });

  test('a policy that says nothing of it has none, and the hash that it had', () => {
    expect('slack' in policyOf('version: 1\nrules: { public-sharing: {} }')).toBe(false);
    expect(policyOf(withSlack('{ mute: [U0123ABCD] }')).hash).not.toBe(
      policyOf(withSlack('{ mute: [U0123ABCE] }')).hash,
    );
  });

  test.each([
    [
      '{ aprove: [U0123ABCD] }',
      '`aprove` (did you mean `approve`?): expected one of approve, undo, waive, mute',
    ],
    ['{ approve: [] }', 'expected at least one entry'],
    ['{ approve: U0123ABCD }', '"U0123ABCD": expected a list'],
    ["{ approve: ['@secops'] }", '"@secops": expected the id of a Slack user (U…) or of a user group (S…)'],
    ['{ approve: [alice] }', '"alice": expected the id of a Slack user'],
    ['{ approve: [C0SECURITY] }', '"C0SECURITY": expected the id of a Slack user'],
    ["{ approve: ['<!channel>'] }", 'expected the id of a Slack user'],
    ['[U0123ABCD]', 'expected a mapping'],
  ])('%s is refused', (written, problem) => {
    expect(problemsOf(withSlack(written)).join('\n')).toContain(problem);
  });

  test.each([
    ['one is missing', { approve: ['U0123ABCD'], undo: [], waive: [] }],
    ['there is another', { approve: ['U0123ABCD'], undo: [], waive: [], mute: [], all: [] }],
    ['one is no list', { approve: 'U0123ABCD', undo: [], waive: [], mute: [] }],
  ])('a bundle is none of whose lists %s', (_, slack) => {
    const bundle = policyOf(withSlack('{ approve: [U0123ABCD] }'));
    expect(loadBundle(JSON.stringify({ ...bundle, slack }))).toMatchObject({
      ok: false,
      problem: expect.stringContaining('slack') as string,
    });
  });

  test('is for the policy itself to say, and for no file that it includes', () => {
    const main = `version: 1\ninclude: [{ file: team.yaml, may: [groups, rules, overrides, waivers, tests] }]\nrules: { public-sharing: {} }`;
    const compiled = compilePolicy([
      { name: 'policy.yaml', text: main },
      { name: 'team.yaml', text: 'slack: { approve: [U0123ABCD] }' },
    ]);
    expect(compiled.ok ? [] : compiled.problems).toEqual([
      'team.yaml:1:1: `slack` stands in the policy itself alone: expected groups, rules, overrides, waivers, tests',
    ]);
  });
});
