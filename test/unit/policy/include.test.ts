import { describe, expect, it } from 'vitest';
import { includesOf } from '../../../lib/policy/source/include/includes-of.ts';
import { compilePolicy, type CompiledPolicy } from '../../../lib/policy/source/compile-policy.ts';

const GROUPS =
  "groups: { prod: { ous: [Root/Prod] }, dev: { ous: [Root/Dev] }, web: { accounts: ['222233334444'] } }";
const RULES = `rules:
  sharing: { mode: notify, grace: 1h, severity: medium, allow: { orgs: [self, o-partner1234], accounts: ['444455556666'] } }
  required-tags: { tags: { Owner: true, Class: { values: [a, b] } } }
  encryption: { mode: enforce, enforceFrom: 2027-01-15, remediate: none }
overrides:
  - { name: prod, match: '@prod', rules: { sharing: { mode: enforce, grace: 5m } } }
notify: { default: { slack: '#all' } }
`;
const MAIN = `version: 1\n${GROUPS}\n${RULES}`;

const compile = (files: Readonly<Record<string, string>>, include = '[teams/*.yaml]'): CompiledPolicy =>
  compilePolicy(
    Object.entries({ 'p.yaml': `${MAIN}include: ${include}\n`, ...files }).map(([name, text]) => ({
      name,
      text,
    })),
  );

const problems = (files: Readonly<Record<string, string>>, include?: string): readonly string[] => {
  const compiled = compile(files, include);
  return compiled.ok ? [] : compiled.problems;
};

const bundle = (files: Readonly<Record<string, string>>, include?: string) => {
  const compiled = compile(files, include);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

const team = (text: string): readonly string[] => problems({ 'teams/web.yaml': text });

describe('the files that a policy includes', () => {
  it('are told to whoever reads them, from where the including file lies', () => {
    const text =
      'version: 1\ninclude:\n  - teams/*.yaml\n  - ./a/../b.yml\n  - file: ../waivers.yaml\n    may: [waivers]\n';
    const at = { file: 'policies/p.yaml', line: 3, column: 5 };
    expect(includesOf({ name: 'policies/p.yaml', text })).toEqual([
      { written: 'teams/*.yaml', path: 'policies/teams/*.yaml', may: null, at },
      {
        written: '../waivers.yaml',
        path: 'waivers.yaml',
        may: ['waivers'],
        at: { ...at, line: 5, column: 11 },
      },
    ]);
    expect(includesOf({ name: 'p.yaml', text: 'rules: {}' })).toEqual([]);
  });

  it('come after the one that includes them, each with its own before the next, names of a glob in order', () => {
    const rule = (name: string, more = '') =>
      `${more}rules: { ${name}: { kind: naming, pattern: ${name} } }\n`;
    const files = {
      'teams/web.yaml': rule('of-web'),
      'teams/data.yaml': rule('of-data', 'include: [data/more.yaml]\n'),
      'teams/data/more.yaml': rule('of-more'),
      'last.yaml': rule('of-last'),
    };
    const names = bundle(files, '[last.yaml, teams/*.yaml]').rules.map(({ id }) => id);
    expect(names.slice(3)).toEqual(['of-last', 'of-data', 'of-more', 'of-web']);
  });

  it('make the same bundle however the include is written', () => {
    const files = {
      'teams/a.yaml': "groups: { a: { accounts: ['333344445555'] } }",
      'teams/b.yaml': "overrides: [{ match: '@a', rules: { sharing: { severity: high } } }]",
    };
    const hashes = [
      '[teams/*.yaml]',
      '[teams/a.yaml, teams/b.yaml]',
      '["./teams/a.yaml", { file: teams/b.yaml }]'
        .replace('{ file: teams/b.yaml }', 'teams/?.yaml')
        .replace('?', 'b'),
      '[{ file: teams/*.yaml, may: [groups, overrides] }]',
    ].map((include) => bundle(files, include).hash);
    expect(new Set(hashes).size).toBe(1);
    const elsewhere = Object.entries({ ...files, 'p.yaml': `${MAIN}include: [teams/*.yaml]\n` }).toReversed();
    const [main, ...rest] = elsewhere.map(([name, text]) => ({ name, text }));
    const again = compilePolicy([main, ...rest].flatMap((file) => file ?? []));
    expect(again.ok ? again.bundle.hash : again.problems).toBe(hashes[0]);
  });

  it('make the bundle that the same files make when they are given beside the policy', () => {
    const waivers = `waivers: [{ id: W, rules: [sharing], match: '@web', reason: r, owner: o, expires: 2027-01-01 }]`;
    const included = bundle({ 'w.yaml': waivers }, '[{ file: w.yaml, may: [waivers] }]');
    const given = compilePolicy([
      { name: 'p.yaml', text: MAIN },
      { name: 'w.yaml', text: waivers },
    ]);
    expect(given.ok ? given.bundle : given.problems).toEqual(included);
  });

  it('may match none, which is a warning; one that is named and not there is a mistake', () => {
    const compiled = compile({}, '[teams/*.yaml]');
    expect(compiled.ok ? compiled.warnings.filter((line) => line.includes('matches')) : []).toEqual([
      'p.yaml:10:11: "teams/*.yaml" matches no file',
    ]);
    expect(problems({}, '[teams/web.yaml]')).toEqual([
      'p.yaml:10:11: "teams/web.yaml" cannot be read: there is no such file: expected a file of the policy',
    ]);
    const files = [{ name: 'p.yaml', text: `${MAIN}include: [a.yaml]` }];
    const refused = compilePolicy(files, null, new Map([['a.yaml', 'permission denied']]));
    expect(refused.ok ? [] : refused.problems).toEqual([
      'p.yaml:10:11: "a.yaml" cannot be read: permission denied: expected a file of the policy',
    ]);
  });

  it('are refused with the chain when they lead in a circle', () => {
    expect(
      problems({ 'a.yaml': 'include: [sub/b.yaml]', 'sub/b.yaml': 'include: [../a.yaml]' }, '[a.yaml]'),
    ).toEqual([
      'sub/b.yaml:1:11: a circle of includes (a.yaml -> sub/b.yaml -> a.yaml): expected files that lead back to none',
    ]);
    expect(problems({}, "['*.yaml']")).toEqual([
      'p.yaml:10:11: a circle of includes (p.yaml -> p.yaml): expected files that lead back to none',
    ]);
  });

  it('are refused the second time, with who named them first and by which way', () => {
    const files = { 'a.yaml': 'include: [c.yaml]', 'b.yaml': 'include: [./c.yaml]', 'c.yaml': 'tests: []' };
    expect(problems(files, '[a.yaml, b.yaml]')).toEqual([
      'b.yaml:1:11: c.yaml is included by a.yaml:1:11 already: expected once (p.yaml -> b.yaml -> c.yaml)',
    ]);
  });

  it('lie in the folder of the policy, but for those that the policy itself names in full', () => {
    const files = {
      '../x.yaml': "groups: { x: { accounts: ['333344445555'] } }",
      'a.yaml': 'include: [../x.yaml]',
    };
    expect(problems({ '../x.yaml': files['../x.yaml'] }, '[../x.yaml]')).toEqual([]);
    expect(problems({}, "['../*.yaml']")).toEqual([
      'p.yaml:10:11: "../*.yaml" leads out of the folder of the policy: expected whole names there',
    ]);
    expect(problems({ 'a.yaml': files['a.yaml'] }, '[a.yaml]')).toEqual([
      'a.yaml:1:11: "../x.yaml" leads out of the folder of the policy: expected one in it (only p.yaml itself may name others)',
    ]);
    for (const path of ['/etc/x.yaml', 'a//b.yaml', 'a/../b.yaml', 'a\\b.yaml', 'x.txt', '""', '..'])
      expect(problems({}, `['${path}']`)[0]).toContain(
        'expected a path from this file to a .yaml or .yml file',
      );
    expect(problems({}, "['**/x.yaml']")).toEqual([
      'p.yaml:10:11: "**/x.yaml": expected * and ? for parts of one name',
    ]);
  });

  it('are bounded in number, and so are their entries', () => {
    const many = Object.fromEntries(
      Array.from({ length: 1001 }, (_, n) => [`t/${String(n)}.yaml`, 'tests: []']),
    );
    expect(problems(many, "['t/*.yaml']")).toEqual(['p.yaml:10:11: too many files: expected at most 1000']);
    const entries = Array.from({ length: 1001 }, (_, n) => `x${String(n)}*.yaml`).join("', '");
    expect(problems({}, `['${entries}']`)[0]).toContain(
      'too many includes: expected at most 1000 in all files',
    );
  });
});

describe('a file of a team', () => {
  it('adds groups, tests, rules under names of their own and overrides that make stricter', () => {
    const text = `groups: { of-web: { accounts: ['222233334444'] } }
rules: { web-names: { kind: naming, mode: enforce, pattern: ^web-, match: '@of-web' }, web-shares: { kind: sharing, mode: enforce } }
overrides:
  - match: '@of-web'
    rules:
      sharing: { mode: enforce, severity: high, grace: 5m, allow: { orgs: [self], accounts: [] } }
      required-tags: { tags: { Team: true, Class: { values: [a] }, Owner: { pattern: '@' } } }
      web-names: { pattern: ^web-app- }
tests: [{ name: t, given: { account: '222233334444', region: eu-west-1 }, expect: { web-names: fail } }]
`;
    const made = bundle({ 'teams/web.yaml': text });
    expect(made.rules.slice(3).map(({ id, mode, remediation }) => ({ id, mode, remediation }))).toEqual([
      { id: 'web-names', mode: 'enforce', remediation: null },
      // The standard remediation is for the policy itself to ask for.
      { id: 'web-shares', mode: 'enforce', remediation: null },
    ]);
    expect(made.overrides[1]?.source).toEqual({ file: 'teams/web.yaml', line: 4, column: 5 });
  });

  it.each([
    [
      'mode: off',
      'teams/web.yaml:1:1: `mode` stands in the policy itself alone: expected groups, rules, overrides, tests',
    ],
    [
      'notify: {}',
      'teams/web.yaml:1:1: `notify` stands in the policy itself alone: expected groups, rules, overrides, tests',
    ],
    [
      'name: mine',
      'teams/web.yaml:1:1: `name` stands in the policy itself alone: expected groups, rules, overrides, tests',
    ],
    [
      'waiverPolicy: { maxDays: 9 }',
      'teams/web.yaml:1:1: `waiverPolicy` stands in the policy itself alone: expected groups, rules, overrides, tests',
    ],
    [
      'waivers: []',
      'teams/web.yaml:1:1: `waivers` may not stand in this file by its include (p.yaml:10:11): expected groups, rules, overrides, tests',
    ],
    [
      'include: [{ file: w.yaml, may: [waivers] }]',
      'teams/web.yaml:1:19: waivers: expected only what this file may hold itself (groups, rules, overrides, tests)',
    ],
    [
      'modes: off',
      'teams/web.yaml:1:1: unknown name `modes`: expected one of version, include, groups, rules, overrides, waivers, tests',
    ],
    [
      'rules: { sharing: { kind: sharing } }',
      'teams/web.yaml:1:10: rule `sharing` stands in p.yaml:4:3 already: expected a name of its own (what changes a rule is an override)',
    ],
    [
      'rules: { naming: { pattern: a } }',
      'teams/web.yaml:1:10: `naming` is the name of a kind, which only the policy itself may use: expected a name of its own, with `kind: naming`',
    ],
    [
      'rules: { x: { kind: sharing, remediate: { limit: { perHour: 999 } } } }',
      'teams/web.yaml:1:30: `remediate` stands in the policy itself alone: expected a rule that only tells',
    ],
  ])('holds nothing else: %s', (text, problem) => {
    expect(team(text)).toEqual([problem]);
  });

  const change = (rules: string, match = "{ accounts: ['222233334444'] }"): readonly string[] =>
    team(`overrides:\n  - match: ${match}\n    rules: ${rules}`);
  const only = 'in an included file: expected only what makes it stricter';

  it.each([
    ['{ sharing: { mode: audit } }', '25: `mode` of `sharing`', 'no less than what p.yaml:4:3 says (notify)'],
    [
      '{ sharing: { severity: low } }',
      '25: `severity` of `sharing`',
      'no less than what p.yaml:4:3 says (medium)',
    ],
    ['{ sharing: { grace: 2h } }', '25: `grace` of `sharing`', 'no less than what p.yaml:4:3 says (3600s)'],
    [
      '{ encryption: { enforceFrom: 2027-02-01 } }',
      '28: `enforceFrom`',
      'p.yaml:6:3 says (2027-01-15T00:00:00.000Z)',
    ],
    [
      '{ sharing: { allow: { add: { orgs: [o-stranger123] } } } }',
      '25: `allow`',
      'no less than what p.yaml:4:3 says',
    ],
    [
      '{ sharing: { allow: { accounts: ["012345678901"] } } }',
      '25: `allow`',
      'no less than what p.yaml:4:3 says',
    ],
    ['{ required-tags: { tags: { Owner: false } } }', '31: `tags`', 'no less than what p.yaml:5:3 says'],
    ['{ required-tags: { tags: { Class: true } } }', '31: `tags`', 'no less than what p.yaml:5:3 says'],
    [
      '{ required-tags: { tags: { Class: { values: [c] } } } }',
      '31: `tags`',
      'no less than what p.yaml:5:3 says',
    ],
  ])('does not weaken: %s', (rules, where, what) => {
    const found = change(rules);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`teams/web.yaml:3:${where}`);
    expect(found[0]).toContain(only);
    expect(found[0]).toContain(what);
  });

  it('does not touch what is put right, and how fast', () => {
    const nothing =
      'expected nothing: what is changed, and how fast, is said in the policy itself and not for a place';
    for (const remediate of ['none', '{ limit: { perHour: 1 } }', '{ approval: manual }']) {
      expect(change(`{ sharing: { remediate: ${remediate} } }`)).toEqual([
        `teams/web.yaml:3:25: \`remediate\` of \`sharing\` in an included file: ${nothing}`,
      ]);
    }
  });

  it('does not set off what is more than taking shares back: that is for the owners of the policy', () => {
    const age = 'rules:\n  age: { mode: notify, maxAge: 180d, remediate: { action: disable } }\n';
    const asked = (rules: string): readonly string[] => {
      const compiled = compilePolicy([
        { name: 'p.yaml', text: `version: 1\n${age}include: [team.yaml]\n` },
        {
          name: 'team.yaml',
          text: `overrides: [{ match: { regions: ['eu-*'] }, rules: { age: ${rules} } }]`,
        },
      ]);
      return compiled.ok ? [] : compiled.problems;
    };
    const refused = (member: string): string =>
      `team.yaml:1:61: \`${member}\` of \`age\` in an included file: expected no change, for this rule's disable does more than take shares back: a rule of your own tells of it`;
    expect(asked('{ mode: enforce }')).toEqual([refused('mode')]);
    expect(asked('{ maxAge: 1s }')).toEqual([refused('maxAge')]);
    expect(asked('{ enforceFrom: 2020-01-01 }')).toEqual([refused('enforceFrom')]);
    expect(asked('{ severity: high }')).toEqual([]);
  });

  it('does not weaken what an override before makes of a rule, unless the two cannot meet', () => {
    // Of accounts and units nobody can tell here whether they meet.
    expect(change('{ sharing: { grace: 30m } }')).toEqual([
      'teams/web.yaml:3:25: `grace` of `sharing` in an included file: expected only what makes it stricter: no less than what p.yaml:8:44 says (300s)',
    ]);
    expect(change('{ sharing: { grace: 30m } }', "'@dev'")).toEqual([]);
    expect(change('{ sharing: { grace: 30m } }', '{ ous: [Root/Prod/Web] }')).toHaveLength(1);
  });

  it('does not say whom the policy itself means by a group, unless the policy lets it', () => {
    const text = "groups: { friends: { accounts: ['012345678901'] }, lax: { ous: [Root/Dev] } }";
    const named = `version: 1
rules:
  sharing: { allow: { accounts: ['@friends'] } }
  ours: { kind: cel, assert: 'account.id in groups["friends"]' }
overrides: [{ match: '@lax', rules: { sharing: { mode: off } } }]
`;
    const compiled = (include: string) =>
      compilePolicy([
        { name: 'p.yaml', text: `${named}include: [${include}]\n` },
        { name: 'team.yaml', text },
      ]);
    const refused = compiled('team.yaml');
    expect(refused.ok ? [] : refused.problems).toEqual([
      'p.yaml:3:34: group `@friends` stands in team.yaml:1:11, which may only strengthen: expected one of the policy itself, or an include of that file that says `may: [groups]`',
      expect.stringContaining('p.yaml:4:52: there is no group "friends"') as string,
      expect.stringContaining('p.yaml:5:22: group `@lax` stands in team.yaml:1:52, ') as string,
    ]);
    expect(compiled('{ file: team.yaml, may: [groups] }')).toMatchObject({ ok: true });
  });

  it('does not weaken what another team made stricter', () => {
    const strict = "overrides: [{ match: '@web', rules: { sharing: { allow: { orgs: [self] } } } }]";
    const loose = "overrides: [{ match: '@web', rules: { sharing: { allow: { orgs: [o-partner1234] } } } }]";
    expect(problems({ 'teams/a.yaml': strict, 'teams/b.yaml': strict })).toEqual([]);
    expect(problems({ 'teams/a.yaml': strict, 'teams/b.yaml': loose })[0]).toContain(
      'what teams/a.yaml:1:39 says',
    );
  });

  it('says of a rule of its own what it likes', () => {
    const own =
      "rules: { mine: { kind: naming, pattern: a, mode: notify } }\noverrides: [{ match: '@web', rules: { mine: { mode: off, pattern: b } } }]";
    expect(team(own)).toEqual([]);
    expect(team(own.replace('pattern: b', 'remediate: none'))).toHaveLength(1);
  });
});

describe('a file of waivers', () => {
  const waivers =
    "waivers: [{ id: W, rules: [sharing], match: '@web', reason: r, owner: o, expires: 2027-01-01 }]";

  it('holds these, where the policy lets it, and nothing else', () => {
    const include = '[{ file: waivers.yaml, may: [waivers] }]';
    expect(bundle({ 'waivers.yaml': waivers }, include).waivers).toHaveLength(1);
    expect(problems({ 'waivers.yaml': `${waivers}\n${GROUPS}` }, include)).toEqual([
      'waivers.yaml:2:1: `groups` may not stand in this file by its include (p.yaml:10:19): expected waivers',
    ]);
  });

  it('is held to the policy of waivers that the policy itself has', () => {
    const files = { 'w.yaml': waivers };
    expect(
      problems(files, "[{ file: w.yaml, may: [waivers] }]\nwaiverPolicy: { requireTicket: '^SEC-' }"),
    ).toEqual([
      'w.yaml:1:11: `ticket` is missing: expected a ticket that matches ^SEC- (waiverPolicy.requireTicket)',
    ]);
  });
});
