import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';

const NOW = new Date('2026-09-01T00:00:00Z');
const TARGET = "notify: { default: { slack: '#a' } }";

/** The warnings of a policy, line and column without its name. */
const told = (text: string, notify = TARGET): readonly string[] => {
  const compiled = compilePolicy([{ name: 'p', text: `version: 1\n${text}\n${notify}\n` }], NOW);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.warnings.map((warning) => warning.replace(/^p:/, ''));
};

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0aaaaaaa-1111-4222-8333-444444444444';
const OTHER_KEY = 'arn:aws:kms:us-east-1:111122223333:key/0bbbbbbb-1111-4222-8333-444444444444';
const ALIAS = 'arn:aws:kms:us-east-1:111122223333:alias/ami-default';

describe('the key of a copy', () => {
  const copy = (allowed: string, remediate: string, mode = 'enforce'): readonly string[] =>
    told(
      `rules: { encryption: { mode: ${mode}${allowed === '' ? '' : `, kmsKeys: [${allowed}]`}, remediate: ${remediate} } }`,
    );
  const under = (key: string): string => `{ action: encrypted-copy, kmsKey: '${key}' }`;
  const fails = (key: string): readonly string[] => [
    expect.stringContaining(`a copy under ${key} would fail the rule as well`) as string,
  ];

  it.each([
    ["'111122223333'", KEY],
    [`'${KEY}'`, KEY],
    ["'arn:aws:kms:*:1111*:key/*'", KEY],
    ["'222233334444', '111122223333'", KEY],
    // Which aliases a key has, KMS alone knows.
    ["'alias/ami-*'", KEY],
    ["'alias/ami-*'", ALIAS],
    [`'${KEY}'`, ALIAS],
    ['', KEY],
  ])('may be allowed: [%s] %s', (allowed, key) => {
    expect(copy(allowed, under(key))).toEqual([]);
  });

  it.each([
    ["'222233334444'", KEY],
    [`'${OTHER_KEY}'`, KEY],
    ["'alias/web-*'", ALIAS],
    ["'arn:aws:kms:*:222233334444:key/*'", ALIAS],
  ])('cannot be: [%s] %s', (allowed, key) => {
    expect(copy(allowed, under(key))).toEqual(fails(key));
  });

  it('matters where it comes to a copy', () => {
    expect(copy("'222233334444'", under(KEY), 'notify')).toEqual([
      expect.stringContaining('is never done') as string,
    ]);
    expect(
      told("rules: { encryption: { mode: enforce, kmsKeys: ['222233334444'], remediate: none } }"),
    ).toEqual([expect.stringContaining('has no remediation') as string]);
  });

  it('is told at the rule where it has no remediation of its own', () => {
    expect(copy('', '{ action: encrypted-copy }')).toEqual([
      expect.stringMatching(/^2:\d+: encrypted-copy makes no copy without `kmsKey`/) as string,
    ]);
  });
});

describe('a waiver by tags of the image', () => {
  const waiver = (match: string): readonly string[] =>
    told(
      `rules: { sharing: {} }\nwaivers: [{ id: W, rules: [sharing], match: ${match}, reason: r, owner: o, expires: 2027-01-01 }]`,
    );
  const EARNED = [
    '3:47: waiver W is for any image with these tags: whoever may tag an image exempts it; accounts, ous, accountTags or images beside them would say whose',
  ];

  it.each([
    '{ imageTags: { a: b } }',
    '{ imageTags: { a: b }, regions: [eu-west-1] }',
    '{ imageTags: { a: b }, ous: [Root] }',
    '{ imageTags: { a: b }, ous: [Root/A, Root] }',
    "{ imageTags: { a: b }, images: ['name:*'] }",
    "{ imageTags: { a: b }, images: ['name:?**'] }",
    "{ imageTags: { a: b }, images: ['name:app', 'name:*'] }",
  ])('is anybody’s: %s', (match) => {
    expect(waiver(match)).toEqual(EARNED);
  });

  it.each([
    "{ accounts: ['111122223333'], imageTags: { a: b } }",
    '{ accountTags: { a: b }, imageTags: { a: b } }',
    '{ ous: [Root/A], imageTags: { a: b } }',
    "{ images: ['name:app-*'], imageTags: { a: b } }",
    "{ images: ['name:*-app'], imageTags: { a: b } }",
  ])('says whose: %s', (match) => {
    expect(waiver(match)).toEqual([]);
  });
});

describe('a rule that asks for nothing', () => {
  it.each([
    ['provenance: {}', ['2:10: `provenance` asks for nothing as it is written, and everything passes']],
    ['provenance: { mode: off }', ['2:10: `provenance` is off, and nothing turns it on']],
    ['guardrails: { mode: off }', ['2:10: `guardrails` is off, and nothing turns it on']],
    ['age: { maxAge: 10d }', []],
    ['image-shape: { tpm: v2.0 }', []],
    ['sharing: { allow: {} }', []],
  ])('%s', (rule, expected) => {
    expect(told(`rules: { ${rule} }`)).toEqual(expected);
  });
});

describe('modes', () => {
  it.each([
    ['sharing: { mode: off }', ['2:10: `sharing` is off, and nothing turns it on']],
    [
      'naming: { mode: enforce, pattern: a }',
      ['2:10: `naming` has no remediation: enforce does there what notify does'],
    ],
    [
      'naming: { mode: audit, enforceFrom: 2027-01-15, pattern: a }',
      ['2:10: `naming` has no remediation: enforce does there what notify does'],
    ],
    ['naming: { mode: audit, pattern: a }', []],
    [
      'sharing: { mode: notify, remediate: { approval: manual } }',
      ['2:35: `remediate` of `sharing` is never done: no mode of it comes to enforce'],
    ],
    [
      'sharing: { mode: off, remediate: { approval: manual } }',
      ['2:10: `sharing` is off, and nothing turns it on'],
    ],
    ['sharing: { mode: audit, enforceFrom: 2027-01-15, remediate: { approval: manual } }', []],
  ])('%s', (rule, expected) => {
    expect(told(`rules: { ${rule} }`)).toEqual(expected);
  });

  const changed = (rule: string, change: string): readonly string[] =>
    told(
      `rules: { sharing: ${rule} }\noverrides: [{ match: { ous: [Root/A] }, rules: { sharing: ${change} } }]`,
    );

  it.each([
    [
      '{ mode: notify }',
      '{ remediate: { approval: manual } }',
      ['3:61: `remediate` of `sharing` is never done: no mode of it comes to enforce'],
    ],
    ['{ mode: notify }', '{ remediate: none }', []],
    ['{ mode: notify, remediate: { approval: manual } }', '{ mode: enforce }', []],
    ['{ mode: notify, remediate: { approval: manual } }', '{ enforceFrom: 2027-01-15 }', []],
    ['{ mode: off, remediate: { approval: manual } }', '{ mode: enforce }', []],
    ['{ mode: off, enforceFrom: 2027-01-15, remediate: { approval: manual } }', '{ mode: notify }', []],
    [
      '{ mode: off, enforceFrom: 2027-01-15 }',
      '{ mode: off, remediate: { approval: manual } }',
      ['2:10: `sharing` is off, and nothing turns it on'],
    ],
  ])('%s changed by %s', (rule, change, expected) => {
    expect(changed(rule, change)).toEqual(expected);
  });

  it('that tell nobody', () => {
    const silent = 'notify names no default target: what no route takes is told to nobody';
    const routes = "notify: { routes: [{ match: { severity: [high] }, to: { slack: '#a' } }] }";
    expect(told('rules: { sharing: { mode: notify }, public-sharing: { mode: audit } }', routes)).toEqual([
      `3:1: ${silent}`,
    ]);
    expect(told('rules: { sharing: { mode: enforce } }', '')).toEqual([`1:1: ${silent}`]);
    expect(told('rules: { sharing: { mode: audit } }', '')).toEqual([]);
    expect(told('rules: { sharing: { mode: notify } }')).toEqual([]);
  });
});

describe('routes', () => {
  const routes = (...matches: readonly string[]): readonly string[] =>
    told(
      'rules: { sharing: { severity: high }, public-sharing: { severity: critical } }\n' +
        'overrides: [{ match: { ous: [Root/A] }, rules: { sharing: { severity: low } } }]',
      `notify:\n  default: { slack: '#a' }\n  routes:\n${matches
        .map((match) => `    - { match: ${match}, to: { slack: '#b' } }`)
        .join('\n')}`,
    );
  const behind = (line: number, first: number): string =>
    `${String(line)}:7: this route takes nothing: the one before it (p:${String(first)}:7) takes all of its findings`;

  it.each([
    [['{ severity: [low] }', '{ severity: [high, medium] }'], []],
    [['{ severity: [medium] }'], ['7:7: this route takes nothing: no rule has the severity medium']],
    [['{ regions: [eu-*] }', '{ regions: [eu-west-1] }'], [behind(8, 7)]],
    [['{ regions: [eu-west-1] }', '{ regions: [eu-*] }'], []],
    [
      ['{ regions: [us-*] }', '{ regions: [eu-*] }', '{ regions: [eu-west-1] }', '{ regions: [eu-west-2] }'],
      [behind(9, 8), behind(10, 8)],
    ],
    [["{ accounts: ['111122223333'] }", "{ accounts: ['111122223333'] }"], [behind(8, 7)]],
    [['{ images: [ami-0aaaaaaaaaaaaaa01] }', '{ images: [ami-0aaaaaaaaaaaaaa01] }'], [behind(8, 7)]],
    // Of these nobody can always tell, and then those behind them take the finding as well.
    [['{ ous: [Root/A] }', '{ ous: [Root/A] }'], []],
    [['{ accountTags: { a: b } }', '{ accountTags: { a: b } }'], []],
    [["{ images: ['name:a*'] }", "{ images: ['name:a*'] }"], []],
    [
      ["{ images: [ami-0aaaaaaaaaaaaaa01, 'name:a*'] }", "{ images: [ami-0aaaaaaaaaaaaaa01, 'name:a*'] }"],
      [],
    ],
  ])('%j', (matches, expected) => {
    expect(routes(...matches)).toEqual(expected);
  });
});

describe('groups', () => {
  it.each([
    ["tag(image, 'a') in groups['used']", true],
    ['image.owner in groups["used"]', true],
    ['image.owner in groups.used', true],
    ['image.name == "use"', false],
    ['image.name == "used"', true],
  ])('that an expression names are used: %s', (assert, isUsed) => {
    const text = `groups: { used: { accounts: ['111122223333'] } }\nrules: { mine: { kind: cel, assert: ${JSON.stringify(assert)}, message: m } }`;
    const unused = ['2:11: group `used` is never used'];
    const compiled = compilePolicy([{ name: 'p', text: `version: 1\n${text}\n${TARGET}\n` }], NOW);
    // Some of them do not fit their types; then nothing is said of groups at all.
    if (compiled.ok) expect(compiled.warnings.map((one) => one.slice(2))).toEqual(isUsed ? [] : unused);
    else expect(compiled.problems.join('\n')).not.toContain('never used');
  });

  it('that only a pattern spells are not', () => {
    expect(
      told(`groups: { used: { accounts: ['111122223333'] } }\nrules: { naming: { pattern: '"used"' } }`),
    ).toEqual(['2:11: group `used` is never used']);
  });

  it('that an override’s expression names are', () => {
    expect(
      told(
        `groups: { used: { accounts: ['111122223333'] } }
rules: { mine: { kind: cel, assert: 'true', message: m } }
overrides: [{ match: { ous: [Root/A] }, rules: { mine: { when: 'account.id in groups["used"]' } } }]`,
      ),
    ).toEqual([]);
  });
});

describe('words of scopes', () => {
  const image = (name: string): readonly string[] =>
    told(`rules: { sharing: { match: { images: [${JSON.stringify(name)}] } } }`);
  const NONE = 'is the name of no image';

  it.each([
    ['name:abc', null],
    ['name:ab', NONE],
    ['name:a*', null],
    [`name:${'a'.repeat(128)}`, null],
    [`name:${'a'.repeat(128)}*`, null],
    [`name:${'a'.repeat(129)}`, NONE],
    ['name:a,b', NONE],
    ['name:ami-0123456789abcdef0', 'is an image whose name is an id'],
    ['name:ami-01234567', 'is an image whose name is an id'],
    ['name:ami-0123456', null],
  ])('%s: %s', (name, what) => {
    expect(image(name)).toEqual(what === null ? [] : [expect.stringContaining(what)]);
  });

  it.each([
    ['a group', "groups: { g: { regions: [eu-wst-1] } }\nrules: { sharing: { match: '@g' } }", '2:26'],
    ['a rule', 'rules: { sharing: { match: { regions: [eu-wst-1] } } }', '2:40'],
    [
      'an override',
      'rules: { sharing: {} }\noverrides: [{ match: { regions: [eu-wst-1] }, rules: { sharing: { grace: 1h } } }]',
      '3:34',
    ],
    [
      'a waiver',
      'rules: { sharing: {} }\nwaivers: [{ id: W, rules: [sharing], match: { ous: [Root/A], regions: [eu-wst-1] }, reason: r, owner: o, expires: 2027-01-01 }]',
      '3:72',
    ],
  ])('of %s', (_, text, place) => {
    expect(told(text)).toEqual([
      `${place}: "eu-wst-1" (did you mean \`eu-west-1\`?) is no region that this version knows`,
    ]);
  });

  it('of a route', () => {
    const route =
      "notify: { default: { slack: '#a' }, routes: [{ match: { regions: [eu-wst-1] }, to: { slack: '#b' } }] }";
    expect(told('rules: { sharing: {} }', route)).toEqual([
      '3:67: "eu-wst-1" (did you mean `eu-west-1`?) is no region that this version knows',
    ]);
  });
});

describe('an override that a later one sets again', () => {
  const two = (earlier: string, later: string, rule = 'required-tags: { tags: { A: true } }'): boolean => {
    const id = rule.split(':')[0] ?? '';
    const warnings = told(
      `rules: { ${rule} }\noverrides:\n  - { match: { ous: [Root/A] }, rules: { ${id}: ${earlier} } }\n  - { match: { ous: [Root/A] }, rules: { ${id}: ${later} } }`,
    );
    return warnings.some((warning) => warning.includes('this changes nothing'));
  };

  it.each([
    ['{ tags: { B: true } }', '{ tags: { B: { values: [x] } } }', true],
    ['{ tags: { B: true, C: true } }', '{ tags: { B: true } }', false],
    ['{ tags: { B: true } }', '{ tags: { B: true, C: true } }', true],
    ['{ grace: 1h }', '{ mode: audit }', false],
    ['{ mode: audit, grace: 1h }', '{ grace: 2h, mode: off }', true],
    ['{ grace: 1h, tags: { B: true } }', '{ grace: 1h }', false],
    ['{ remediate: { approval: manual } }', '{ remediate: { approval: auto } }', true],
    [
      '{ remediate: { approval: manual, limit: { perHour: 1 } } }',
      '{ remediate: { approval: auto } }',
      false,
    ],
    ['{ remediate: { approval: manual } }', '{ grace: 1h }', false],
    ['{ remediate: none }', '{ remediate: { approval: auto } }', false],
    ['{ remediate: none, grace: 1h }', '{ grace: 1h }', false],
    ['{ remediate: { approval: auto } }', '{ remediate: none }', true],
  ])('%s, then %s: %s', (earlier, later, isTold) => {
    expect(two(earlier, later)).toBe(isTold);
  });

  it.each([
    [
      "{ allow: { add: { accounts: ['111122223333'] } } }",
      '{ allow: { accounts: [], orgs: [], ous: [] } }',
      true,
    ],
    ["{ allow: { accounts: ['111122223333'] } }", '{ allow: { orgs: [] } }', false],
    [
      "{ allow: { accounts: ['111122223333'] } }",
      "{ allow: { add: { accounts: ['222233334444'] } } }",
      false,
    ],
  ])('of a list: %s, then %s: %s', (earlier, later, isTold) => {
    expect(two(earlier, later, 'sharing: {}')).toBe(isTold);
  });
});

describe('a value that add-tags would set', () => {
  it.each([
    [
      '{ A: { values: [x] } }',
      '{ A: y }',
      ['2:96: the rule does not take the value "y" of A, which add-tags would set'],
    ],
    ['{ A: { values: [x] } }', '{ A: x }', []],
    ['{ A: { pattern: ^x } }', '{ A: x1 }', []],
    ['{ A: true }', '{ B: y }', []],
    ['{ A: { values: [x] } }', "{ A: '{creator}' }", []],
  ])('%s set to %s', (tags, set, expected) => {
    const warnings = told(
      `rules: { required-tags: { mode: enforce, tags: ${tags}, remediate: { action: add-tags, tags: ${set} } } }`,
    );
    expect(warnings.map((warning) => warning.replace(/^\d+:\d+/, '2:96'))).toEqual(expected);
  });

  it('is none where the remediation names no tags', () => {
    expect(told('rules: { required-tags: { tags: { A: true } } }')).toEqual([]);
  });
});

describe('what can meet nothing', () => {
  const waiver = (rules: string, match: string, more = ''): string =>
    `waivers: [{ id: W, rules: [${rules}], match: ${match}, reason: r, owner: o, expires: 2027-01-01${more} }]`;
  const RULES =
    'rules: { sharing: { match: { ous: [Root/A] } }, guardrails: { ebsEncryption: true }, naming: { pattern: a }, public-sharing: {}, quota: { watch: { amis: { warn: 70%, critical: 90% } } } }';

  it.each([
    [
      'rules: { guardrails: { ebsEncryption: true, match: { images: [ami-0aaaaaaaaaaaaaa01] } } }',
      ['2:45: this can never hold: `guardrails` judges accounts and regions, and not images'],
    ],
    ['rules: { guardrails: { ebsEncryption: true, match: { regions: [eu-west-1] } } }', []],
    ['rules: { sharing: { match: { imageTags: { a: b } } } }', []],
    [`${RULES}\n${waiver('sharing', '{ ous: [Root/A] }', ', principals: [public]')}`, []],
    [
      `${RULES}\n${waiver('naming', '{ ous: [Root/A] }', ', principals: [public]')}`,
      ['3:28: waiver W covers nothing of `naming`: its findings are not about principals'],
    ],
    [
      `${RULES}\n${waiver('public-sharing', '{ ous: [Root/A] }', ", principals: ['111122223333']")}`,
      ['3:28: waiver W covers nothing of `public-sharing`: its findings are about `public` alone'],
    ],
    [
      `${RULES}\n${waiver('public-sharing', '{ ous: [Root/A] }', ", principals: ['111122223333', public]")}`,
      [],
    ],
    [
      `${RULES}\n${waiver('quota', '{ images: [ami-0aaaaaaaaaaaaaa01] }')}`,
      // It judges shares of images as well.
      [],
    ],
    [
      `${RULES}\n${waiver('naming, guardrails', "{ accounts: ['111122223333'], imageTags: { a: b } }")}`,
      ['3:36: waiver W covers nothing of `guardrails`: it judges accounts and regions, and not images'],
    ],
    [
      "rules: { sharing: { match: { accounts: ['111122223333'] } } }\n" +
        waiver('sharing', "{ accounts: ['222233334444'] }"),
      ['3:28: waiver W covers nothing of `sharing`: its own match holds elsewhere only'],
    ],
    [
      "rules: { sharing: { match: { accounts: ['111122223333'] } } }\n" +
        "overrides: [{ match: { accounts: ['222233334444'] }, rules: { sharing: { grace: 1h } } }]",
      ['3:63: this can never hold: `sharing` is asked for by its own match elsewhere only'],
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});
