import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../../lib/policy/source/did-you-mean.ts';
import { ruleJsonSchema } from '../../../lib/policy/source/json-schema.ts';
import { listProblems } from '../../../lib/policy/source/source-file.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';

const compiled = (text: string, more: Readonly<Record<string, string>> = {}) =>
  compilePolicy(
    Object.entries({ 'p.yaml': `version: 1\n${text}\n`, ...more }).map(([name, text]) => ({ name, text })),
  );

/** The lines of all problems, or `ok` with those of the warnings. */
const said = (text: string, more: Readonly<Record<string, string>> = {}): readonly string[] => {
  const result = compiled(text, more);
  return result.ok ? ['ok', ...result.warnings] : result.problems;
};

const bundle = (text: string) => {
  const result = compiled(text);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.bundle;
};

const WAIVER = "id: W, rules: [sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o";

describe('of several forms the one that was meant is told', () => {
  it.each([
    ['rules: { age: { maxAge: 4000d } }', 'p.yaml:2:25: "4000d": expected at most 3650d'],
    ['rules: { age: { maxAge: soon } }', 'p.yaml:2:25: "soon": expected a duration such as 30m, 1h or 7d'],
    ['rules: { age: { maxAge: 7 } }', 'p.yaml:2:25: 7: expected a duration such as 180d, or none'],
    [
      'rules: { sharing: {} }\nnotify: { default: {} }',
      'p.yaml:3:20: a mapping: expected slack, sns or both',
    ],
    ['rules: { sharing: {} }\nnotify: { default: [] }', 'p.yaml:3:20: a list: expected at least one entry'],
    [
      'rules: { sharing: {} }\nnotify: { default: 7 }',
      'p.yaml:3:20: 7: expected a target or a list of targets',
    ],
    [
      `rules: { required-tags: { tags: { '${'a'.repeat(129)}': true } } }`,
      `p.yaml:2:35: "${'a'.repeat(80)}…": expected a tag key of 1 to 128 characters`,
    ],
  ])('%s', (text, line) => {
    expect(said(text)).toEqual([line]);
  });
});

describe('a time', () => {
  it.each(["'2027'", '1 January 2027', '2027-02-30', '2027-01-15T99:00:00Z'])('is not %s', (expires) => {
    expect(said(`rules: { sharing: {} }\nwaivers: [{ ${WAIVER}, expires: ${expires} }]`)).toEqual([
      expect.stringContaining('expected a date (2027-01-15: from its first instant, UTC) or an instant'),
    ]);
  });
});

describe('what is left out', () => {
  it('of a waiver is null, and what is said is kept', () => {
    const text = (rest: string): string =>
      `rules: { sharing: {} }\nwaivers: [{ ${WAIVER}, expires: 2099-01-01${rest} }]`;
    expect(bundle(text('')).waivers[0]).toMatchObject({ ticket: null, approvedBy: null });
    expect(bundle(text(', ticket: T-1, approvedBy: alice')).waivers[0]).toMatchObject({
      ticket: 'T-1',
      approvedBy: 'alice',
    });
  });

  it('of the rights in Slack is nobody, of the policy of waivers null', () => {
    expect(bundle('rules: { sharing: {} }\nslack: { mute: [U012345] }').slack).toEqual({
      approve: [],
      undo: [],
      waive: [],
      mute: ['U012345'],
    });
    expect(bundle("rules: { sharing: {} }\nwaiverPolicy: { requireTicket: '^T-' }").waiverPolicy).toEqual({
      maxDays: null,
      requireTicket: '^T-',
    });
    expect(bundle('rules: { sharing: {} }\nwaiverPolicy: { maxDays: 9 }').waiverPolicy).toEqual({
      maxDays: 9,
      requireTicket: null,
    });
  });

  it('of a remediation that the rule has none of is its first one, without a limit, by itself', () => {
    expect(bundle('rules: { age: { maxAge: 90d, remediate: {} } }').rules[0]?.remediation).toEqual({
      action: 'deprecate',
      limitPerHour: null,
      approval: 'auto',
    });
  });

  it('of what becomes of an original is when it is deregistered: never', () => {
    const source = (members: string) =>
      bundle(`rules: { encryption: { remediate: { source: { ${members} } } } }`).rules[0]?.remediation;
    expect(source('after: disable')).toEqual({
      action: 'encrypted-copy',
      limitPerHour: null,
      approval: 'auto',
      options: { source: { after: 'disable', deregisterAfter: null } },
    });
    expect(source('after: disable, deregisterAfter: 1h')?.options?.source?.deregisterAfter).toBe(3600);
  });

  it('of an override of an expression is not written into it', () => {
    const { overrides } = bundle(`rules: { mine: { kind: cel, assert: 'image.public', message: m } }
overrides: [{ match: { regions: [eu-*] }, rules: { mine: { message: other } } }]`);
    expect(Object.keys(overrides[0]?.rules[0]?.parameters?.set ?? {})).toEqual(['message', 'reads']);
  });
});

describe('problems of two files', () => {
  it('stand in the order of the policy’s files', () => {
    const lines = said('rules: { sharing: {} }\ninclude: [a.yaml]\nmode: odd', { 'a.yaml': 'groups: 7\n' });
    expect(lines.map((line) => line.split(': ')[0])).toEqual(['p.yaml:4:7', 'a.yaml:1:9']);
  });
});

describe('a policy', () => {
  it('without rules is told to have none, and not that each waiver names none', () => {
    expect(said(`waivers: [{ ${WAIVER}, expires: 2099-01-01 }]`)).toEqual([
      'p.yaml:1:1: `rules` is missing: expected a mapping of rules',
    ]);
  });

  it('may waive an image by a name that ends as a glob for all would', () => {
    expect(
      compiled(
        "rules: { sharing: {} }\nwaivers: [{ id: W, rules: [sharing], match: { images: ['name:a name:*'] }, reason: r, owner: o, expires: 2099-01-01 }]",
      ).ok,
    ).toBe(true);
  });

  it('has near words one letter away, and not two', () => {
    expect(didYouMean('xab', ['xbc'])).toBe('');
    expect(didYouMean('xbc', ['xab'])).toBe('');
  });

  it('is listed by its files', () => {
    const at = (file: string) => ({ at: { file, line: 1, column: 1 }, message: 'm' });
    const files = ['b', 'a'].map((name) => ({ name, text: '' }));
    expect(listProblems([at('a'), at('b')], files)).toEqual(['b:1:1: m', 'a:1:1: m']);
  });

  it('has a schema that describes the members of each rule', () => {
    expect(ruleJsonSchema('age')).toMatchObject({
      properties: {
        maxAge: { description: 'How old an image may be; none for any age.' },
        mode: {
          description:
            'off, audit (record), notify (and tell), enforce (and put right). Default: the mode of the policy.',
        },
      },
    });
  });
});

describe('lists of whom snapshots are shared with', () => {
  const changes = (list: string) =>
    bundle(`rules: { snapshot-sharing: { ${list} } }
overrides: [{ match: { regions: [eu-*] }, rules: { snapshot-sharing: { allow: { accounts: ['444455556666'] } } } }]`)
      .overrides[0]?.rules[0]?.parameters?.set;

  it('are whole in the rule as well', () => {
    const allow = (list: string) =>
      bundle(`rules: { snapshot-sharing: { allow: { ${list} } } }`).rules[0]?.parameters;
    expect(allow('orgs: [self]')).toMatchObject({
      allow: { accounts: [], organizations: ['self'], units: [] },
    });
    expect(allow("accounts: ['444455556666']")).toMatchObject({
      allow: { accounts: ['444455556666'], organizations: [], units: [] },
    });
  });

  it('are whole in an override where the rule has none, and member by member where it has', () => {
    expect(changes('')).toEqual({
      allow: { accounts: ['444455556666'], organizations: [], units: [] },
    });
    expect(changes('allow: { orgs: [self] }')).toEqual({ allow: { accounts: ['444455556666'] } });
  });
});

describe('a locked rule', () => {
  const over = (rules: string, change: string): readonly string[] =>
    said(`rules: { ${rules} }\noverrides: [{ match: { regions: [eu-*] }, rules: { ${change} } }]`);

  it('may be made stricter, though its remediation does more than take shares back', () => {
    const rule = 'age: { locked: true, maxAge: 90d, remediate: { action: disable }, mode: enforce }';
    expect(over(rule, 'age: { maxAge: 30d }')[0]).toBe('ok');
    expect(over(rule, 'age: { maxAge: 91d }')).toEqual([
      'p.yaml:3:59: `maxAge` of the locked rule `age`: expected only what makes it stricter: no less than what p.yaml:2:10 says (7776000)',
    ]);
  });

  it('that follows the list of `sharing` holds that rule’s list, and nothing else of it', () => {
    const rules =
      'encryption: {}, sharing: { grace: 1h, allow: { orgs: [self] } }, snapshot-sharing: { locked: true }';
    expect(over(rules, "sharing: { allow: { accounts: ['444455556666'] } }")).toEqual([
      expect.stringContaining('`allow` of `sharing`, which the locked rule `snapshot-sharing` follows'),
    ]);
    expect(over(rules, 'sharing: { grace: 2h }')[0]).toBe('ok');
    const team = {
      't.yaml': "overrides: [{ match: { accounts: ['222233334444'] }, rules: { sharing: { grace: 2h } } }]\n",
    };
    expect(said(`rules: { ${rules} }\ninclude: [t.yaml]`, team)).toEqual([
      't.yaml:1:74: `grace` of `sharing` in an included file: expected only what makes it stricter: no less than what p.yaml:2:26 says (3600s)',
    ]);
  });

  it('has no order for an expression: the same is taken, and nothing else', () => {
    const rule = "mine: { kind: cel, locked: true, assert: 'image.public', message: m }";
    expect(over(rule, 'mine: { message: m }')[0]).toBe('ok');
    expect(over(rule, 'mine: { message: n }')).toEqual([
      'p.yaml:3:60: `message` of the locked rule `mine`: expected only what makes it stricter: no change, for none can be shown to be stricter, of what p.yaml:2:10 says (m)',
    ]);
  });

  it('is quoted up to 60 characters', () => {
    const rule = (length: number): string =>
      `mine: { kind: cel, locked: true, assert: 'image.public', message: ${'m'.repeat(length)} }`;
    expect(over(rule(60), 'mine: { message: n }')[0]).toMatch(/ says \(m{60}\)$/);
    expect(over(rule(61), 'mine: { message: n }')[0]).toMatch(/ what p\.yaml:2:10 says$/);
  });
});

describe('a file of a team', () => {
  const team = (policy: string, file: string): readonly string[] =>
    said(`${policy}\ninclude: [t.yaml]`, { 't.yaml': file });
  const over = (change: string): string =>
    `overrides: [{ match: { accounts: ['222233334444'] }, rules: { ${change} } }]\n`;

  it('is held against each override before, and not the first of them alone', () => {
    const policy = (...maxAges: readonly string[]): string =>
      `rules: { age: { maxAge: 90d } }\noverrides: [${maxAges.map((maxAge) => `{ match: { regions: [eu-*] }, rules: { age: { maxAge: ${maxAge} } } }`).join(', ')}]`;
    expect(team(policy('60d', '30d'), over('age: { maxAge: 45d }'))).toEqual([
      expect.stringContaining('`maxAge` of `age` in an included file: expected only what makes it stricter'),
    ]);
    expect(team(policy('60d', '50d'), over('age: { maxAge: 45d }'))[0]).toBe('ok');
  });

  it('is told of the first that says so: the rule, or an override of several', () => {
    const place = (maxAges: readonly string[], maxAge: string): string | undefined => {
      const before = maxAges.map(
        (one) => `  - { match: { regions: [eu-*] }, rules: { age: { maxAge: ${one} } } }`,
      );
      const lines = team(
        `rules: { age: { maxAge: 90d } }\noverrides:\n${before.join('\n')}`,
        over(`age: { maxAge: ${maxAge} }`),
      );
      return / what (\S+) says/.exec(lines[0] ?? '')?.[1];
    };
    expect(place(['90d', '80d'], '91d')).toBe('p.yaml:2:10');
    expect(place(['60d', '60d', '70d'], '65d')).toBe('p.yaml:4:44');
  });

  it('is held against what each override before may add', () => {
    const adds = ['111122223333', '222233334444'].map(
      (account) =>
        `  - { match: { regions: [eu-*] }, rules: { encryption: { kmsKeys: { add: ['${account}'] } } } }`,
    );
    expect(
      team(
        `rules: { encryption: {} }\noverrides:\n${adds.join('\n')}`,
        over("encryption: { kmsKeys: ['111122223333'] }"),
      ),
    ).toEqual([expect.stringContaining('what p.yaml:5:44 says (["222233334444"])')]);
  });

  it('is read but for what it may not hold', () => {
    expect(team('rules: { sharing: {} }', 'mode: audit\ngroups: 7\n')).toEqual([
      expect.stringContaining('t.yaml:1:1: `mode` stands in the policy itself alone'),
      't.yaml:2:9: 7: expected a mapping of names to scopes',
    ]);
  });

  it('may not say what is done of a rule of its own either', () => {
    const own = "rules: { mine: { kind: age, maxAge: 90d, match: { accounts: ['222233334444'] } } }\n";
    expect(
      team('rules: { sharing: {} }', `${own}${over('mine: { remediate: { action: disable } }')}`),
    ).toEqual([expect.stringContaining('t.yaml:2:')]);
    expect(team('rules: { sharing: {} }', `${own}${over('mine: { maxAge: 91d }')}`)[0]).toBe('ok');
  });
});
