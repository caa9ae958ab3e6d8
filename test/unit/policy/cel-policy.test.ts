import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';

const problemsOf = (rules: string, overrides = '') => {
  const text = `version: 1
groups:
  partners: { accounts: ['444455556666'] }
  prod: { ous: [Root/Workloads/Prod] }
  mixed: { accounts: ['444455556666'], regions: [eu-*] }
rules:
${rules}
${overrides}
`;
  const compiled = compilePolicy([{ name: 'p.yaml', text }]);
  return compiled.ok ? [] : compiled.problems;
};

describe('expressions in a policy', () => {
  it('a mistake is told with its line and column, in quotes or without', () => {
    const rules = `  one: { kind: cel, assert: 'image.nmae == ""' }
  two:
    kind: cel
    when: imag.public
    assert: "image.public"
    message: '{image.id} in {account.nam}'`;
    expect(problemsOf(rules)).toEqual([
      'p.yaml:7:36: `image` has no member `nmae` (did you mean `name`?)',
      'p.yaml:10:11: there is no `imag` (did you mean `image`?)',
      'p.yaml:12:38: `account` has no member `nam` (did you mean `name`?)',
    ]);
  });

  it('a mistake in a text of several lines is told where the text begins', () => {
    const rules = `  one:
    kind: cel
    assert: >-
      image.public ||
      image.nmae == ""`;
    expect(problemsOf(rules)).toEqual(['p.yaml:9:13: `image` has no member `nmae` (did you mean `name`?)']);
  });

  it('an override is held to the same', () => {
    const rules = `  one: { kind: cel, assert: image.public }`;
    const overrides = `overrides:
  - { match: { regions: [eu-west-1] }, rules: { one: { assert: image.publc } } }`;
    expect(problemsOf(rules, overrides)).toEqual([
      'p.yaml:9:70: `image` has no member `publc` (did you mean `public`?)',
    ]);
  });

  it('groups are those of accounts alone: who is in a unit is not in the bundle', () => {
    expect(problemsOf(`  one: { kind: cel, assert: account.id in groups.partners }`)).toEqual([]);
    expect(problemsOf(`  one: { kind: cel, assert: account.id in groups.prod }`)).toEqual([
      'p.yaml:7:50: there is no group "prod" of account ids',
    ]);
    expect(problemsOf(`  one: { kind: cel, assert: account.id in groups.mixed }`)).toEqual([
      'p.yaml:7:50: there is no group "mixed" of account ids',
    ]);
  });

  it('the bundle says what they read', () => {
    const text = `version: 1
rules:
  one: { kind: cel, when: image.public, assert: launchPermission.size() < 3, message: '{image.sourceOwner}' }
`;
    const compiled = compilePolicy([{ name: 'p.yaml', text }]);
    expect(compiled.ok && compiled.bundle.rules[0]?.parameters).toEqual({
      kind: 'cel',
      when: 'image.public',
      assert: 'launchPermission.size() < 3',
      message: '{image.sourceOwner}',
      reads: ['image', 'launchPermission', 'ancestry'],
    });
  });
});
