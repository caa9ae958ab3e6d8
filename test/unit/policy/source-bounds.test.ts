import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { includesOf } from '../../../lib/policy/source/include/includes-of.ts';
import { fewer, everyMember, lower, membersOf } from '../../../lib/policy/source/strictness.ts';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** The last line of what is said of a policy: how many more there are than the 200 that are shown. */
const more = (text: string): string | undefined => {
  const result = compilePolicy([{ name: 'p.yaml', text: `version: 1\n${text}\n` }]);
  return (result.ok ? result.warnings : result.problems).at(-1);
};

describe('what is told is bounded: 250 of a kind, of which 200 are shown', () => {
  it('unknown groups', () => {
    const names = numbers(260).map((n) => `'@g${String(n)}'`);
    expect(more(`rules: { sharing: { match: { accounts: [${names.join(', ')}] } } }`)).toBe('and 50 more');
  });

  it('unknown kinds of rules', () => {
    const rules = numbers(260).map((n) => `r${String(n)}: {}`);
    expect(more(`rules: { ${rules.join(', ')} }`)).toBe('and 50 more');
  });

  it('unknown rules in overrides', () => {
    const rules = numbers(260).map((n) => `r${String(n)}: { mode: audit }`);
    expect(
      more(
        `rules: { sharing: {} }\noverrides: [{ match: { regions: [eu-*] }, rules: { ${rules.join(', ')} } }]`,
      ),
    ).toBe('and 50 more');
  });

  it('unknown rules in waivers', () => {
    const rules = numbers(260).map((n) => `r${String(n)}`);
    expect(
      more(
        `rules: { sharing: {} }\nwaivers: [{ id: W, rules: [${rules.join(', ')}], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2099-01-01 }]`,
      ),
    ).toBe('and 50 more');
  });

  it('words that match nothing', () => {
    const regions = numbers(260).map((n) => `nowhere-${String(n)}`);
    expect(more(`rules: { sharing: { match: { regions: [${regions.join(', ')}] } } }`)).toBe('and 50 more');
  });

  it('overrides that change nothing', () => {
    const override = '{ match: { regions: [eu-*] }, rules: { sharing: { mode: audit } } }';
    expect(
      more(
        `rules: { sharing: {} }\noverrides: [${numbers(261)
          .map(() => override)
          .join(', ')}]`,
      ),
    ).toBe('and 50 more');
  });

  it('overrides that can never hold', () => {
    const rules = 'sharing: { match: { regions: [eu-*] } }';
    const overrides = numbers(260).map(
      (n) =>
        `{ match: { regions: [us-*], accounts: ['${String(222_233_330_000 + n)}'] }, rules: { sharing: { mode: audit } } }`,
    );
    expect(more(`rules: { ${rules} }\noverrides: [${overrides.join(', ')}]`)).toBe('and 50 more');
  });

  it('routes that take nothing', () => {
    const route = "{ match: { severity: [low] }, to: { slack: '#a' } }";
    expect(
      more(
        `rules: { sharing: { severity: high } }\nnotify: { default: { slack: '#a' }, routes: [${numbers(260)
          .map(() => route)
          .join(', ')}] }`,
      ),
    ).toBe('and 50 more');
  });

  it('50 mistakes of YAML', () => {
    const text = numbers(60)
      .map(() => '- @a')
      .join('\n');
    const result = compilePolicy([{ name: 'p.yaml', text }]);
    expect(result.ok || result.problems.length).toBe(50);
  });
});

describe('a thousand files', () => {
  const said = (files: Readonly<Record<string, string>>) => {
    const result = compilePolicy(Object.entries(files).map(([name, text]) => ({ name, text })));
    return result.ok ? ['ok'] : result.problems;
  };
  const main = "version: 1\nrules: { sharing: {} }\ninclude: ['t/*.yaml', 'u/*.yaml']\n";
  const files = (folder: string, count: number) =>
    Object.fromEntries(numbers(count).map((n) => [`${folder}/${String(1000 + n)}.yaml`, 'groups: {}\n']));

  it('are all read, and the first that is too much is told of', () => {
    const most = { 'p.yaml': main, ...files('t', 998), 'u/a.yaml': 'groups: 7\n' };
    expect(said(most)).toEqual(['u/a.yaml:1:9: 7: expected a mapping of names to scopes']);
    expect(said({ 'p.yaml': main, ...files('t', 1000), ...files('u', 2) })).toEqual([
      'p.yaml:3:11: too many files: expected at most 1000',
    ]);
  });
});

describe('what a file includes', () => {
  it('is nothing of one that cannot be read', () => {
    expect(includesOf({ name: 'p.yaml', text: 'include: [a.yaml' })).toEqual([]);
    expect(includesOf({ name: 'p.yaml', text: 'include: [a.yaml]' }).map(({ path }) => path)).toEqual([
      'a.yaml',
    ]);
  });
});

describe('a ticket that is asked for', () => {
  it('is missing where there is none, whatever form it may have', () => {
    const text = `waiverPolicy: { requireTicket: '.' }
rules: { sharing: {} }
waivers: [{ id: W, rules: [sharing], match: { accounts: ['222233334444'] }, reason: r, owner: o, expires: 2099-01-01 }]`;
    expect(more(text)).toBe(
      'p.yaml:4:11: `ticket` is missing: expected a ticket that matches . (waiverPolicy.requireTicket)',
    );
  });
});

describe('a mistake of YAML', () => {
  it('is told in one line, where the text ends that it needs', () => {
    const result = compilePolicy([{ name: 'p.yaml', text: 'version: 1\nrules: "a\n' }]);
    expect(result.ok || result.problems).toEqual(['p.yaml:3:1: YAML: Missing closing "quote']);
  });
});

describe('how many overrides a team’s is held against', () => {
  const said = (count: number): readonly string[] => {
    const before = numbers(count).map(
      (n) => `{ match: { regions: [eu-*] }, rules: { sharing: { grace: ${String(100 + n)}s } } }`,
    );
    const result = compilePolicy([
      {
        name: 'p.yaml',
        text: `version: 1\nrules: { sharing: { grace: 1h, allow: { orgs: [self] } } }\noverrides: [${before.join(', ')}]\ninclude: [t.yaml]\n`,
      },
      {
        name: 't.yaml',
        text: "overrides: [{ match: { accounts: ['222233334444'] }, rules: { sharing: { grace: 1s } } }]\n",
      },
    ]);
    return result.ok ? ['ok'] : result.problems;
  };

  it('is 63 different ones', () => {
    expect(said(63)).toEqual(['ok']);
    expect(said(64)).toEqual([
      't.yaml:1:74: `grace` of `sharing` in an included file: expected fewer overrides of it before this one: nobody can tell what it makes stricter',
    ]);
  });
});

describe('what is stricter', () => {
  it('needs numbers, lists and mappings on both sides; null asks for nothing', () => {
    const within = membersOf({ within: lower });
    expect(within({ within: 5 }, null)).toBe(true);
    expect(within(null, { within: 5 })).toBe(false);
    expect(within({ within: 5 }, { within: 6 })).toBe(true);
    expect(lower(5, '7')).toBe(false);
    expect(lower('5', 7)).toBe(false);
    expect(membersOf({ length: lower })('abc', { length: 5 })).toBe(false);
    expect(membersOf({ length: lower })(['abc'], { length: 5 })).toBe(false);
    expect(everyMember(lower)({}, null)).toBe(false);
    expect(everyMember(lower)({}, [])).toBe(false);
    expect(everyMember(lower)({}, 5)).toBe(false);
    expect(fewer('a', ['a'])).toBe(false);
    expect(fewer(['a'], 'a')).toBe(false);
  });
});
