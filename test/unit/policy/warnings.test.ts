import { describe, expect, it } from 'vitest';
import type { ActionName } from '../../../lib/model/words.ts';
import { rules as definitions } from '../../../lib/policy/registry.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { ACTIONS } from '../../../lib/remediation/registry.ts';

const NOW = new Date('2026-09-01T00:00:00Z');

/** The warnings of a policy, with a default target so that silence is none of them. */
const warnings = (text: string): readonly string[] => {
  const compiled = compilePolicy(
    [{ name: 'p.yaml', text: `version: 1\n${text}\nnotify: { default: { slack: '#a' } }\n` }],
    NOW,
  );
  return compiled.ok ? compiled.warnings : compiled.problems;
};

const RULES = 'rules: { sharing: {}, naming: { pattern: a }, guardrails: {} }';

describe('an override that a later one shadows', () => {
  const two = (earlier: string, later: string): readonly string[] =>
    warnings(`${RULES}\noverrides:\n  - ${earlier}\n  - ${later}`);
  const SHADOWED =
    'this changes nothing: override `override-2` (p.yaml:5:5) sets all of it again wherever this holds';

  it.each([
    [
      "{ match: { accounts: ['111122223333'] }, rules: { sharing: { mode: off } } }",
      "{ match: { accounts: ['111122223333', '222233334444'] }, rules: { sharing: { mode: audit } } }",
    ],
    [
      '{ match: { ous: [Root/A/B] }, rules: { sharing: { mode: off } } }',
      '{ match: { ous: [Root/A] }, rules: { sharing: { mode: audit, grace: 1h } } }',
    ],
    [
      '{ match: { regions: [eu-west-1] }, rules: { sharing: { severity: low } } }',
      '{ match: { regions: ["eu-*"] }, rules: { sharing: { severity: high } } }',
    ],
    [
      '{ match: { regions: ["eu-west-*"], ous: [Root/A] }, rules: { naming: { pattern: x } } }',
      '{ match: { regions: ["eu-*"] }, rules: { naming: { pattern: y } } }',
    ],
    [
      '{ match: { images: ["name:app-web"] }, rules: { sharing: { grace: 1h } } }',
      '{ match: { images: ["name:app-*"] }, rules: { sharing: { grace: 0h } } }',
    ],
    [
      '{ match: { accountTags: { env: prod } }, rules: { sharing: { grace: 1h } } }',
      '{ match: { accountTags: { env: "*" } }, rules: { sharing: { grace: 2h } } }',
    ],
    [
      '{ match: { ous: [Root/A] }, rules: { sharing: { allow: { add: { orgs: [self] } } } } }',
      '{ match: { ous: [Root/A] }, rules: { sharing: { allow: { orgs: [] } } } }',
    ],
    [
      '{ match: { ous: [Root/A] }, rules: { sharing: { remediate: { approval: manual } } } }',
      '{ match: { ous: [Root/A] }, rules: { sharing: { remediate: none } } }',
    ],
  ])('is told: %s', (earlier, later) => {
    expect(
      two(earlier, later)
        .filter((line) => line.includes('changes nothing'))
        .map((line) => line.replace(/^p\.yaml:4:\d+: /, '')),
    ).toEqual([SHADOWED]);
  });

  it.each([
    [
      'sets less',
      '{ match: { ous: [Root/A] }, rules: { sharing: { mode: off, grace: 1h } } }',
      '{ match: { ous: [Root/A] }, rules: { sharing: { mode: audit } } }',
    ],
    [
      'holds in fewer places',
      '{ match: { ous: [Root/A] }, rules: { sharing: { mode: off } } }',
      '{ match: { ous: [Root/A/B] }, rules: { sharing: { mode: audit } } }',
    ],
    [
      'asks for more',
      '{ match: { ous: [Root/A] }, rules: { sharing: { mode: off } } }',
      '{ match: { ous: [Root/A], regions: [eu-west-1] }, rules: { sharing: { mode: audit } } }',
    ],
    [
      'is about another rule',
      '{ match: { ous: [Root/A] }, rules: { sharing: { mode: off } } }',
      '{ match: { ous: [Root/A] }, rules: { naming: { mode: audit } } }',
    ],
    [
      'only adds',
      '{ match: { ous: [Root/A] }, rules: { sharing: { allow: { orgs: [self] } } } }',
      '{ match: { ous: [Root/A] }, rules: { sharing: { allow: { add: { orgs: [self] } } } } }',
    ],
    [
      'sets another part',
      '{ match: { ous: [Root/A] }, rules: { sharing: { allow: { orgs: [self] } } } }',
      '{ match: { ous: [Root/A] }, rules: { sharing: { allow: { accounts: [] } } } }',
    ],
    [
      'may be somewhere else',
      '{ match: { ous: [Root/A] }, rules: { sharing: { mode: off } } }',
      '{ match: { ous: [ou-ab12-prod0001] }, rules: { sharing: { mode: audit } } }',
    ],
    [
      'names a glob that is no wider',
      '{ match: { regions: ["eu-*"] }, rules: { sharing: { mode: off } } }',
      '{ match: { regions: ["eu-?est-*"] }, rules: { sharing: { mode: audit } } }',
    ],
  ])('is not told when the later one %s', (_, earlier, later) => {
    expect(two(earlier, later).filter((line) => line.includes('changes nothing'))).toEqual([]);
  });
});

describe('what can match nothing', () => {
  it('is a region that there is not, wherever it stands', () => {
    const text = `${RULES}
groups: { g: { regions: [eu-wst-1, 'ap-*'] } }
overrides: [{ match: { regions: ['xx-*'] }, rules: { sharing: { grace: 1h } } }, { match: '@g', rules: { sharing: { severity: low } } }]
waivers: [{ id: W, rules: [sharing], match: { accounts: ['111122223333'], regions: [mars-1] }, reason: r, owner: o, expires: 2027-01-01 }]`;
    expect(warnings(text)).toEqual([
      'p.yaml:3:26: "eu-wst-1" (did you mean `eu-west-1`?) is no region that this version knows',
      'p.yaml:4:34: "xx-*" is no region that this version knows',
      'p.yaml:5:85: "mars-1" is no region that this version knows',
    ]);
  });

  it('is an image id written as a name, and a name that AWS takes for none', () => {
    const match = (images: string): readonly string[] =>
      warnings(
        `${RULES}\noverrides: [{ match: { images: [${images}] }, rules: { sharing: { grace: 1h } } }]`,
      );
    expect(match("'name:ami-0123456789abcdef0'")).toEqual([
      'p.yaml:3:33: name:ami-0123456789abcdef0 is an image whose name is an id: an image by its id is written ami-0123456789abcdef0',
    ]);
    const names = "is the name of no image: names have 3 to 128 letters, digits, blanks and ()[]./-'@_";
    expect(match("'name:app#*'")).toEqual([`p.yaml:3:33: "name:app#*" ${names}`]);
    expect(match("'name:ab'")).toEqual([`p.yaml:3:33: "name:ab" ${names}`]);
    expect(match("'name:ab*', 'name:App (1)/x_[y]@z.1', ami-0123456789abcdef0")).toEqual([]);
  });

  it('is an override or a waiver of images for a rule that judges none', () => {
    const text = `${RULES}
overrides: [{ match: { images: ['name:app-*'] }, rules: { guardrails: { mode: notify } } }]
waivers: [{ id: W, rules: [sharing, guardrails], match: { accounts: ['111122223333'], imageTags: { a: b } }, reason: r, owner: o, expires: 2027-01-01 }]`;
    expect(warnings(text)).toEqual([
      'p.yaml:3:59: this can never hold: `guardrails` judges accounts and regions, and not images',
      'p.yaml:4:37: waiver W covers nothing of `guardrails`: it judges accounts and regions, and not images',
    ]);
  });

  it("is what lies outside of the rule's own match", () => {
    const text = `groups: { web: { accounts: ['111122223333'] }, data: { accounts: ['222233334444'] } }
rules: { naming: { pattern: a, match: '@web' } }
overrides: [{ match: { accounts: ['@data'] }, rules: { naming: { mode: notify } } }]
waivers: [{ id: W, rules: [naming], match: '@data', reason: r, owner: o, expires: 2027-01-01 }]`;
    expect(warnings(text)).toEqual([
      'p.yaml:4:56: this can never hold: `naming` is asked for by its own match elsewhere only',
      'p.yaml:5:28: waiver W covers nothing of `naming`: its own match holds elsewhere only',
    ]);
    expect(
      warnings(text.replaceAll('@data', '@web').replace("data: { accounts: ['222233334444'] }", '')),
    ).toEqual([]);
  });

  it('is a waiver of a rule that is off everywhere, or of principals where there are none', () => {
    const waiver = (rules: string, more = ''): string =>
      `waivers: [{ id: W, rules: [${rules}], match: { accounts: ['111122223333'] }, reason: r, owner: o, expires: 2027-01-01${more} }]`;
    expect(warnings(`rules: { sharing: { mode: off } }\n${waiver('sharing')}`)).toEqual([
      'p.yaml:2:10: `sharing` is off, and nothing turns it on',
      'p.yaml:3:28: waiver W covers nothing of `sharing`: the rule is off everywhere',
    ]);
    expect(
      warnings(
        `rules: { naming: { pattern: a }, sharing: {} }\n${waiver('naming, sharing', ', principals: [public]')}`,
      ),
    ).toEqual(['p.yaml:3:28: waiver W covers nothing of `naming`: its findings are not about principals']);
    expect(
      warnings(
        `rules: { public-sharing: {} }\n${waiver('public-sharing', ", principals: ['444455556666']")}`,
      ),
    ).toEqual([
      'p.yaml:3:28: waiver W covers nothing of `public-sharing`: its findings are about `public` alone',
    ]);
  });

  it('is a route of a severity that no rule has, or behind one that takes all of its findings', () => {
    const text = (routes: string): string =>
      `version: 1\nrules: { sharing: { severity: high } }\nnotify:\n  default: { slack: '#a' }\n  routes:\n${routes}`;
    const of = (routes: string) => {
      const compiled = compilePolicy([{ name: 'p.yaml', text: text(routes) }], NOW);
      return compiled.ok ? compiled.warnings : compiled.problems;
    };
    expect(of("    - { match: { severity: [low, medium] }, to: { slack: '#b' } }")).toEqual([
      'p.yaml:6:7: this route takes nothing: no rule has the severity low or medium',
    ]);
    expect(
      of(
        "    - { match: { regions: ['eu-*'] }, to: { slack: '#b' } }\n    - { match: { regions: [eu-west-1], severity: [high] }, to: { slack: '#c' } }",
      ),
    ).toEqual([
      'p.yaml:7:7: this route takes nothing: the one before it (p.yaml:6:7) takes all of its findings',
    ]);
    // Of an account that nobody knows yet the first leaves the finding to the second.
    expect(
      of(
        "    - { match: { ous: [Root/A] }, to: { slack: '#b' } }\n    - { match: { ous: [Root/A/B] }, to: { slack: '#c' } }",
      ),
    ).toEqual([]);
  });
});

describe('a waiver that whoever tags an image earns', () => {
  const of = (match: string): readonly string[] =>
    warnings(
      `${RULES}\nwaivers:\n  - { id: W-1, rules: [sharing], reason: r, owner: o, expires: 2027-01-01, match: { ${match} } }`,
    );

  it.each([
    ['imageTags: { exempt: yes-please }', 85],
    ['imageTags: { exempt: "*" }, regions: [eu-west-1]', 85],
    ['ous: [Root], imageTags: { exempt: "*" }', 98],
    ['images: ["name:*"], imageTags: { exempt: "*" }', 105],
  ])('is told where it stands: %s', (match, column) => {
    expect(of(match)).toEqual([
      `p.yaml:4:${String(column)}: waiver W-1 is for any image with these tags: whoever may tag an image exempts it; ` +
        'accounts, ous, accountTags or images beside them would say whose',
    ]);
  });

  it.each([
    "accounts: ['111122223333'], imageTags: { exempt: x }",
    'ous: [Root/Sandbox], imageTags: { exempt: x }',
    'accountTags: { env: dev }, imageTags: { exempt: x }',
    'images: ["name:test-*"], imageTags: { exempt: x }',
    "accounts: ['111122223333']",
  ])('is none that says whose images: %s', (match) => {
    expect(of(match)).toEqual([]);
  });
});

describe('what is never used', () => {
  it('is a rule that is off, unless an override turns it on', () => {
    expect(warnings('rules: { sharing: { mode: off } }')).toEqual([
      'p.yaml:2:10: `sharing` is off, and nothing turns it on',
    ]);
    const on = 'overrides: [{ match: { ous: [Root/A] }, rules: { sharing: { mode: notify } } }]';
    expect(warnings(`rules: { sharing: { mode: off } }\n${on}`)).toEqual([]);
  });

  it('is a rule that asks for nothing, unless an override does', () => {
    expect(warnings('rules: { provenance: {}, age: { maxAge: none }, quota: { watch: {} } }')).toEqual([
      'p.yaml:2:10: `provenance` asks for nothing as it is written, and everything passes',
      'p.yaml:2:26: `age` asks for nothing as it is written, and everything passes',
    ]);
    const asks = 'overrides: [{ match: { ous: [Root/A] }, rules: { provenance: { sourceOwners: [self] } } }]';
    expect(warnings(`rules: { provenance: {} }\n${asks}`)).toEqual([]);
    expect(warnings('rules: { age: {}, launch: { owners: [] }, export: {}, encryption: {} }')).toEqual([]);
  });

  it('is a remediation of a rule that never comes to enforce', () => {
    const rule = (more: string) => `rules: { sharing: { remediate: { limit: { perHour: 9 } }${more} } }`;
    expect(warnings(rule(''))).toEqual([
      'p.yaml:2:21: `remediate` of `sharing` is never done: no mode of it comes to enforce',
    ]);
    expect(warnings(rule(', mode: enforce'))).toEqual([]);
    expect(warnings(rule(', enforceFrom: 2027-01-15'))).toEqual([]);
    const override = (change: string) =>
      `overrides: [{ match: { ous: [Root/A] }, rules: { sharing: ${change} } }]`;
    expect(warnings(`${rule('')}\n${override('{ mode: enforce }')}`)).toEqual([]);
    expect(warnings(`rules: { sharing: {} }\n${override('{ remediate: { approval: manual } }')}`)).toEqual([
      'p.yaml:3:61: `remediate` of `sharing` is never done: no mode of it comes to enforce',
    ]);
  });

  it('is a group that no scope and no expression names', () => {
    const groups = "groups: { a: { accounts: ['111122223333'] }, b-c: { accounts: ['111122223333'] } }";
    const cel = `rules: { own: { kind: cel, assert: 'image.owner in groups["b-c"]' } }`;
    expect(warnings(`${groups}\n${cel}`)).toEqual(['p.yaml:2:11: group `a` is never used']);
  });
});

describe('what add-tags would set in vain', () => {
  const rule = (tags: string) =>
    `rules:\n  required-tags:\n    mode: enforce\n    tags: { Owner: { pattern: '@example[.]com$' }, Stage: { values: [dev, prod] }, Team: true }\n    remediate: { action: add-tags, tags: { ${tags} } }`;

  it('is a value that the rule does not take', () => {
    expect(warnings(rule('Owner: nobody, Stage: test, Team: " "'))).toEqual([
      'p.yaml:6:44: the rule does not take the value "nobody" of Owner, which add-tags would set',
      'p.yaml:6:59: the rule does not take the value "test" of Stage, which add-tags would set',
      'p.yaml:6:72: the rule does not take the value " " of Team, which add-tags would set',
    ]);
  });

  it('is none that it takes, that it does not ask for, or that only an event will tell', () => {
    expect(warnings(rule('Owner: x@example.com, Stage: dev, Team: a, Other: "", Stage2: x'))).toEqual([]);
    expect(warnings(rule("Owner: '{creator}', Stage: '{account}'"))).toEqual([]);
  });
});

describe('what enforce comes to', () => {
  it('is carried out, whichever action a rule knows', () => {
    const actions = new Set<ActionName>(definitions.flatMap(({ remediations }) => remediations));
    expect([...actions].filter((action) => !Object.keys(ACTIONS).includes(action))).toEqual([]);
  });

  const rule = (options: string, more = '') =>
    `rules: { encryption: { mode: enforce, ${more} remediate: { action: encrypted-copy${options} } } }`;
  const key = (name: string): string => `, kmsKey: 'arn:aws:kms:{region}:111122223333:${name}'`;

  it('is no copy without a key', () => {
    const told = 'p.yaml:2:40: encrypted-copy makes no copy without `kmsKey`, the key to encrypt it under';
    expect(warnings(rule(''))).toEqual([told]);
    expect(warnings(rule(key('alias/ami')))).toEqual([]);
    expect(warnings(rule('').replace('enforce,', 'notify,'))).toEqual([
      'p.yaml:2:39: `remediate` of `encryption` is never done: no mode of it comes to enforce',
    ]);
    const override = `overrides: [{ match: { ous: [Root/A] }, rules: { encryption: { remediate: { action: encrypted-copy${key('alias/ami')} } } } }]`;
    expect(warnings(`${rule('')}\n${override}`)).toEqual([]);
  });

  it.each([
    ["'222233334444'", 'alias/ami', false],
    ["'111122223333'", 'alias/ami', true],
    ["'alias/other-*'", 'alias/ami', false],
    ["'alias/a*'", 'alias/ami', true],
    ["'alias/other'", 'key/1234', true],
    ["'arn:aws:kms:*:222233334444:key/*'", 'alias/ami', false],
    ["'arn:aws:kms:*:111122223333:key/*'", 'alias/ami', true],
    ["'arn:aws:kms:*:111122223333:key/5*'", 'key/1234', false],
    ["'arn:aws:kms:*:*:key/1*'", 'key/1234', true],
  ])('with kmsKeys [%s] a copy under %s can pass: %s', (kmsKeys, name, can) => {
    const told = `a copy under arn:aws:kms:{region}:111122223333:${name} would fail the rule as well: \`kmsKeys\` does not allow the key`;
    expect(
      warnings(rule(key(name), `kmsKeys: [${kmsKeys}],`)).map((text) => text.replace(/^.*?: /, '')),
    ).toEqual(can ? [] : [told]);
  });
});
