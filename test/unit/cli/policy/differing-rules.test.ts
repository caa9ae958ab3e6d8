import { expect, test } from 'vitest';
import { differingRules } from '../../../../lib/cli/policy/plan/differing-rules.ts';
import type { PolicyBundle } from '../../../../lib/model/policy.ts';
import { compilePolicy } from '../../../../lib/policy/source/compile-policy.ts';

const BASE = `version: 1
groups:
  builders: { accounts: ['111122223333'] }
rules:
  sharing: { allow: { orgs: [self] } }
  snapshot-sharing: {}
  naming: { pattern: '^app-' }
  built: { kind: cel, assert: 'image.owner in groups["builders"]' }
overrides:
  - { name: prod, match: { ous: [Root/Workloads/Prod] }, rules: { naming: { mode: enforce } } }
waivers:
  - { id: W-1, rules: [naming], match: { accounts: ['222233334444'] }, reason: r, owner: o@example.com, expires: 2027-01-01 }
`;

const compile = (text: string): PolicyBundle => {
  const compiled = compilePolicy([{ name: 'policy.yaml', text }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

test.each([
  ['nothing', '', '', []],
  ['where things stand', 'rules:\n', '\n# a remark\n\nrules:\n', []],
  ['a parameter', "'^app-'", "'^web-'", ['naming']],
  ['a mode', "{ pattern: '^app-'", "{ mode: notify, pattern: '^app-'", ['naming']],
  ['where an override holds', 'Root/Workloads/Prod', 'Root/Workloads', ['naming']],
  ['what an override changes', '{ mode: enforce }', '{ mode: notify }', ['naming']],
  ['the name of an override, which a reason may quote', 'name: prod', 'name: live', ['naming']],
  ['when a waiver lapses', '2027-01-01', '2027-01-02', ['naming']],
  [
    'what a waiver is about',
    'rules: [naming]',
    'rules: [sharing]',
    ['sharing', 'snapshot-sharing', 'naming'],
  ],
  [
    'the list that another rule goes by',
    'orgs: [self]',
    'orgs: [o-partner1234]',
    ['sharing', 'snapshot-sharing'],
  ],
  // Its own change needs the list that it goes by, though that is the same.
  [
    'a rule that goes by the list of another',
    'snapshot-sharing: {}',
    'snapshot-sharing: { mode: notify }',
    ['sharing', 'snapshot-sharing'],
  ],
  [
    'the members of a group that an expression asks for',
    "['111122223333'] }",
    "['333344445555'] }",
    ['built'],
  ],
])('what is to be judged anew when this changes: %s', (_, from, to, rules) => {
  const after = compile(BASE.replace(from, to));
  expect(differingRules(compile(BASE), after)).toEqual(new Set<string>(rules));
});

test("a rule that the candidate no longer has is the other policy's alone", () => {
  const without = BASE.replace(
    '  built: { kind: cel, assert: \'image.owner in groups["builders"]\' }\n',
    '',
  ).replace(/groups:\n.*\n/, '');
  expect(differingRules(compile(BASE), compile(without))).toEqual(new Set(['built']));
});
