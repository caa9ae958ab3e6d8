import { describe, expect, it } from 'vitest';
import { exampleOrganization } from '../../cases/organization.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { runPolicyTests } from '../../../lib/policy/source/run-policy-tests.ts';
import { TRICKS } from './hostile-texts.ts';

describe('policies that are not what they seem are refused, with a place', () => {
  it.each(Object.entries(TRICKS))('%s', (_name, { files, says }) => {
    const compiled = compilePolicy(files);
    const problems = compiled.ok ? [] : compiled.problems;
    expect(problems[0]).toMatch(/^[\w/]+\.yaml:\d+:\d+: /);
    expect(problems.join('\n')).toContain(says);
    expect(problems.every((problem) => problem.length < 2000)).toBe(true);
  });

  it('and leave the prototypes of others alone', () => {
    for (const { files } of Object.values(TRICKS)) compilePolicy(files);
    expect('mode' in {}).toBe(false);
    expect('kind' in {}).toBe(false);
  });
});

describe('names that JavaScript has a meaning for', () => {
  it('are names like any other where the user chooses them', () => {
    const text = `version: 1
groups: { constructor: { accounts: ['222233334444'] } }
rules:
  constructor: { kind: naming, pattern: ^app, match: '@constructor' }
  required-tags: { tags: { constructor: true, toString: { values: [a] }, hasOwnProperty: true } }
overrides:
  - match: { accountTags: { constructor: a } }
    rules: { constructor: { mode: off } }
  - match: { imageTags: { valueOf: b } }
    rules: { required-tags: { tags: { constructor: false } } }
tests:
  - name: no tag is there because every object has it
    given: { account: '222233334444', region: eu-west-1, image: { name: web, tags: { toString: b } } }
    expect:
      constructor: { verdict: fail, findings: [attribute/name] }
      required-tags: { verdict: fail, findings: [tag/constructor, tag/hasOwnProperty, tag/toString] }
`;
    const compiled = compilePolicy([{ name: 'p.yaml', text }]);
    if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
    const [result] = runPolicyTests(compiled, exampleOrganization, new Date('2026-09-01T00:00:00Z'));
    expect(result?.differences).toEqual([]);
  });
});
