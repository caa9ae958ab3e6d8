import { describe, expect, it } from 'vitest';
import { bundleJson } from '../../../lib/policy/bundle.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { policyOf, problemsOf } from './policy-of.ts';

describe('compilePolicy', () => {
  it('makes a bundle of nine lines, with the defaults put in', () => {
    const bundle = policyOf(
      `version: 1
mode: audit
rules:
  public-sharing: {}
  sharing: { allow: { orgs: [self] } }
  encryption: {}
notify:
  default: { slack: "#cloud-security" }
`,
    );
    expect(bundle.rules.map(({ id, mode, severity }) => [id, mode, severity])).toEqual([
      ['public-sharing', 'audit', 'critical'],
      ['sharing', 'audit', 'high'],
      ['encryption', 'audit', 'high'],
    ]);
    expect(bundle.rules[0]?.remediation).toEqual({
      action: 'revoke-public',
      limitPerHour: 20,
      approval: 'auto',
    });
    expect(bundle.rules[1]).toMatchObject({
      parameters: { kind: 'sharing', allow: { accounts: [], organizations: ['self'], units: [] } },
      source: { file: 'ami-policy.yaml', line: 5, column: 3 },
    });
    expect(bundle.notify.default).toEqual({
      to: [{ slack: '#cloud-security' }],
      digestSeconds: null,
      repeatSeconds: null,
    });
  });

  it('gives the same text the same hash, and another to a policy that decides otherwise', () => {
    const text = 'version: 1\nrules: { sharing: { allow: { orgs: [self] } } }';
    expect(policyOf(text).hash).toMatch(/^[0-9a-f]{64}$/);
    expect(bundleJson(policyOf(text))).toBe(bundleJson(policyOf(text)));
    expect(policyOf(text).hash).not.toBe(policyOf(text.replace('self', 'o-partner1234')).hash);
  });

  it('reads dates, instants and durations', () => {
    const { rules, waivers } = policyOf(`
version: 1
rules: { public-sharing: { grace: 7d, enforceFrom: 2027-01-15 }, sharing: { grace: 90s, enforceFrom: '2027-01-15T08:00:00+02:00' } }
waivers: [{ id: W, rules: [sharing], match: { accounts: ['111122223333'] }, reason: r, owner: o, expires: 2028-02-29 }]`);
    expect(rules.map(({ graceSeconds, enforceFrom }) => [graceSeconds, enforceFrom])).toEqual([
      [604_800, '2027-01-15T00:00:00.000Z'],
      [90, '2027-01-15T06:00:00.000Z'],
    ]);
    expect(waivers[0]?.expires).toBe('2028-02-29T00:00:00.000Z');
  });

  it('puts groups in where they are named', () => {
    const bundle = policyOf(`
version: 1
groups: { partners: { accounts: ['444455556666'] }, prod: { ous: [Root/Prod], accountTags: { env: prod } } }
rules: { sharing: { allow: { accounts: ['@partners', '777788889999', '444455556666'] } } }
overrides: [{ match: '@prod', rules: { sharing: { mode: enforce } } }]`);
    expect(bundle.rules[0]?.parameters).toEqual({
      kind: 'sharing',
      allow: { accounts: ['444455556666', '777788889999'], organizations: [], units: [] },
    });
    expect(bundle.overrides[0]).toMatchObject({
      name: 'override-1',
      match: { units: ['Root/Prod'], accountTags: { env: 'prod' } },
    });
  });

  it('takes waivers, groups and tests from further files, and tells mistakes by their names', () => {
    const main = { name: 'main.yaml', text: 'version: 1\nrules: { sharing: {} }' };
    const waiver = (rule: string) =>
      `groups: { g: { accounts: ['111122223333'] } }\nwaivers: [{ id: W, rules: [${rule}], match: '@g', reason: r, owner: o, expires: 2027-01-01 }]`;
    const good = compilePolicy([main, { name: 'waivers.yaml', text: waiver('sharing') }]);
    expect(good.ok && good.bundle.waivers).toMatchObject([
      { id: 'W', match: { accounts: ['111122223333'] }, source: { file: 'waivers.yaml' } },
    ]);
    const bad = compilePolicy([main, { name: 'waivers.yaml', text: `${waiver('sharin')}\nrules: {}` }]);
    expect(bad).toMatchObject({
      ok: false,
      problems: [
        'waivers.yaml:2:28: unknown rule `sharin` (did you mean `sharing`?): expected one of sharing',
        'waivers.yaml:3:1: `rules` may not stand in a file that is given beside the policy (an `include` may say more): expected groups, waivers, tests',
      ],
    });
  });

  it('tells every mistake at once, each where it stands and with what was expected', () => {
    const problems = problemsOf(`version: 2
nme: x
mode: enfroce
groups:
  sandbox: { ous: ["Root/Sandbox"] }
  sandbox: {}
rules:
  public-sharng: {}
  sharing:
    grace: 90
    allow: { orgs: [slef], accounts: [012345678901, "@sandbx", "@sandbox"] }
  encryption: { kmsKeys: ["alias:ami-*"], enforceFrom: 2027-02-30 }
  required-tags: { tags: { Owner: { pattern: "(a" } } }
overrides:
  - match: "@sandox"
    rules: { encription: { mode: off } }
waivers:
  - id: W
    rules: [sharing]
    match: { regions: [us-east-1] }
    reason: ""
    expires: tomorrow
`);
    expect(problems).toEqual([
      'p.yaml:1:10: 2: expected 1',
      'p.yaml:2:1: unknown name `nme` (did you mean `name`?): expected one of version, name, mode, include, groups, rules, overrides, waivers, tests, waiverPolicy, limits, notify, slack',
      'p.yaml:3:7: "enfroce" (did you mean `enforce`?): expected one of off, audit, notify, enforce',
      'p.yaml:6:3: `sandbox` stands twice here: expected once',
      'p.yaml:8:3: unknown rule `public-sharng` (did you mean `public-sharing`?): expected one of public-sharing, sharing, snapshot-sharing, export, encryption, required-tags, naming, image-shape, age, provenance, guardrails, quota, launch, cel, or a `kind` that says which of them it is',
      'p.yaml:10:12: 90: expected a duration such as 30m, 1h or 7d',
      'p.yaml:11:21: "slef": expected self or an organisation id (o-…)',
      'p.yaml:11:39: 012345678901 without quotes is a number, and its leading zeros are lost: write "012345678901": expected an account id of 12 digits in quotes or "@group"',
      'p.yaml:11:53: unknown group `@sandbx` (did you mean `sandbox`?): expected one of @sandbox',
      'p.yaml:11:64: group `@sandbox` says more than accounts: expected a group of accounts alone here (or match: "@sandbox")',
      'p.yaml:12:27: "alias:ami-*": expected a KMS key: its ARN or a glob over ARNs (arn:aws:kms:*:111122223333:key/*), an alias or a glob over aliases (alias/ami-*), or an account id of 12 digits in quotes',
      'p.yaml:12:56: "2027-02-30": expected a date (2027-01-15: from its first instant, UTC) or an instant (2027-01-15T08:00:00Z)',
      'p.yaml:13:46: "(a": expected a pattern in RE2 syntax: a `(` without its `)` (at character 3)',
      'p.yaml:15:12: unknown group `@sandox` (did you mean `sandbox`?): expected one of @sandbox',
      'p.yaml:16:14: unknown rule `encription` (did you mean `encryption`?): expected one of public-sharng, sharing, encryption, required-tags',
      'p.yaml:18:5: `owner` is missing: expected a text that is not empty',
      'p.yaml:21:13: "": expected a text that is not empty',
      'p.yaml:22:14: "tomorrow": expected a date (2027-01-15: from its first instant, UTC) or an instant (2027-01-15T08:00:00Z)',
    ]);
  });

  const locked = (change: string): string =>
    `version: 1\nrules: { sharing: { locked: true, mode: notify, grace: 1h } }\noverrides: [{ match: { accounts: ['111122223333'] }, rules: { sharing: ${change} } }]`;

  it('lets nobody weaken a locked rule', () => {
    expect(problemsOf(locked('{ mode: off }'))).toEqual([
      'p.yaml:3:74: `mode` of the locked rule `sharing`: expected only what makes it stricter: no less than what p.yaml:2:10 says (notify)',
    ]);
    expect(
      problemsOf(locked('{ grace: 2h, remediate: none, allow: { orgs: [self] }, severity: low }')),
    ).toHaveLength(4);
    expect(policyOf(locked('{ mode: enforce, grace: 1m, severity: critical }')).overrides).toHaveLength(1);
  });

  it('lets nobody widen the list that a locked rule follows', () => {
    const following = (snapshots: string, change: string): string =>
      `version: 1\nrules: { sharing: { allow: { orgs: [self] } }, snapshot-sharing: ${snapshots} }\noverrides: [{ match: { accounts: ['111122223333'] }, rules: { sharing: ${change} } }]`;
    const wider = "{ mode: off, allow: { add: { accounts: ['444455556666'] } } }";
    expect(problemsOf(following('{ locked: true }', wider))).toEqual([
      'p.yaml:3:85: `allow` of `sharing`, which the locked rule `snapshot-sharing` follows: expected only what makes it stricter: no less than what p.yaml:2:10 says ({"accounts":[],"organizations":["self"],"units":[]})',
    ]);
    expect(policyOf(following('{ locked: true }', '{ allow: { orgs: [] } }')).overrides).toHaveLength(1);
    expect(policyOf(following('{ locked: true, allow: {} }', wider)).overrides).toHaveLength(1);
    expect(policyOf(following('{}', wider)).overrides).toHaveLength(1);
  });

  const waiver = (members: string): string =>
    `version: 1\nrules: { sharing: {} }\nwaiverPolicy: { maxDays: 30, requireTicket: '^SEC-[0-9]+$', warnBefore: [7d, 1d] }\nwaivers: [{ id: W, rules: [sharing], reason: r, owner: o, ${members} }]`;
  const now = new Date('2026-09-01T00:00:00Z');

  it('holds the waivers against what they may be', () => {
    const good = "ticket: SEC-1, match: { accounts: ['111122223333'] }, expires: 2026-10-01";
    expect(compilePolicy([{ name: 'p.yaml', text: waiver(good) }], now)).toMatchObject({
      ok: true,
      warnings: [],
    });
    expect(problemsOf(waiver(good.replace('10-01', '10-02')), now)[0]).toContain(
      'too far away: expected at most 30 days',
    );
    expect(problemsOf(waiver(good.replace('SEC-1', 'SEC-x')), now)[0]).toContain(
      '"SEC-x": expected a ticket that matches',
    );
    expect(problemsOf(waiver(good.replace('ticket: SEC-1, ', '')), now)[0]).toContain('`ticket` is missing');
    for (const everything of ["{ images: ['name:*'] }", '{ regions: [us-east-1] }', '{ ous: [Root] }']) {
      const wide = good.replace("{ accounts: ['111122223333'] }", everything);
      expect(problemsOf(waiver(wide), now)[0]).toContain('a waiver for every account and every image');
    }
    for (const nothing of ['{ imageTags: {} }', '{ accountTags: {} }']) {
      const wide = good.replace("{ accounts: ['111122223333'] }", nothing);
      expect(problemsOf(waiver(wide), now)[0]).toContain('expected at least one tag');
    }
  });

  it('says in the bundle what waivers must hold to, where the policy asks for anything', () => {
    const of = (line: string) => policyOf(`version: 1\nrules: { sharing: {} }\n${line}`);
    expect(of("waiverPolicy: { maxDays: 30, requireTicket: '^SEC-' }").waiverPolicy).toEqual({
      maxDays: 30,
      requireTicket: '^SEC-',
    });
    expect(of('waiverPolicy: { maxDays: 30 }').waiverPolicy).toEqual({ maxDays: 30, requireTicket: null });
    for (const none of ['', 'waiverPolicy: { warnBefore: [7d] }']) {
      expect(of(none)).not.toHaveProperty('waiverPolicy');
    }
  });

  it('warns of waivers that lapse, of groups that nobody names, and of modes that promise too much', () => {
    const warnings = (text: string, at: Date | null) => {
      const compiled = compilePolicy([{ name: 'p.yaml', text }], at);
      return compiled.ok ? compiled.warnings : compiled.problems;
    };
    const soon = waiver("ticket: SEC-1, match: { accounts: ['111122223333'] }, expires: 2026-09-07");
    expect(warnings(soon, now)).toEqual([
      'p.yaml:4:11: waiver W lapses at 2026-09-07T00:00:00.000Z, in 6 days',
    ]);
    expect(warnings(soon, new Date('2026-09-07T00:00:00Z'))).toEqual([
      'p.yaml:4:11: waiver W lapsed at 2026-09-07T00:00:00.000Z',
    ]);
    expect(warnings(soon, null)).toEqual([
      'p.yaml:3:17: maxDays was not held against the waivers: no date was given',
    ]);
    expect(
      warnings(
        "version: 1\ngroups: { g: { accounts: ['111122223333'] } }\nrules: { encryption: { mode: enforce } }",
        now,
      ),
    ).toEqual([
      'p.yaml:1:1: notify names no default target: what no route takes is told to nobody',
      'p.yaml:2:11: group `g` is never used',
      'p.yaml:3:10: `encryption` has no remediation: enforce does there what notify does',
    ]);
  });

  it('refuses what no policy is', () => {
    expect(compilePolicy([])).toEqual({
      ok: false,
      problems: ['a policy has at least one file'],
      placed: [],
    });
    expect(problemsOf('')).toEqual(['p.yaml:1:1: nothing: expected a mapping']);
    expect(problemsOf('- a')).toEqual(['p.yaml:1:1: a list: expected a mapping']);
    expect(problemsOf('version: 1')).toEqual(['p.yaml:1:1: `rules` is missing: expected a mapping of rules']);
    expect(problemsOf('version: 1\nrules: {}')).toEqual([
      'p.yaml:2:8: a mapping: expected at least one rule',
    ]);
    expect(problemsOf('version: 1\nrules: { required-tags: {} }')).toEqual([
      'p.yaml:2:10: `tags` is missing: expected tags: a mapping of key to true, { pattern: … } or { values: […] }',
    ]);
  });

  it('takes no digest and no repetition of less than a minute', () => {
    const rhythm = (members: string): string =>
      `version: 1\nrules: { sharing: {} }\nnotify: { default: { slack: '#a', ${members} } }`;
    expect(problemsOf(rhythm('digest: 0s'))).toEqual(['p.yaml:3:43: "0s": expected at least 1m']);
    expect(problemsOf(rhythm('repeatEvery: 59s'))).toEqual(['p.yaml:3:48: "59s": expected at least 1m']);
    expect(compilePolicy([{ name: 'p.yaml', text: rhythm('digest: 1m, repeatEvery: 60s') }]).ok).toBe(true);
  });

  it('refuses a group that two files tell', () => {
    const group = "groups: { g: { accounts: ['111122223333'] } }";
    const files = [
      { name: 'main.yaml', text: `version: 1\n${group}\nrules: { sharing: {} }` },
      { name: 'more.yaml', text: group },
    ];
    expect(compilePolicy(files)).toMatchObject({
      ok: false,
      problems: ['more.yaml:1:11: group `g` stands in main.yaml:2:11 already: expected once'],
    });
  });

  it('guesses what was meant, and does not guess wildly', () => {
    const words = 'expected one of off, audit, notify, enforce';
    expect(problemsOf('version: 1\nmode: aduit\nrules: { sharing: {} }')).toEqual([
      `p.yaml:2:7: "aduit" (did you mean \`audit\`?): ${words}`,
    ]);
    expect(problemsOf('version: 1\nmode: strict\nrules: { sharing: {} }')).toEqual([
      `p.yaml:2:7: "strict": ${words}`,
    ]);
  });
});
