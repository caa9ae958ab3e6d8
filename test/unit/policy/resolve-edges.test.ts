import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';
import { runPolicyTests } from '../../../lib/policy/source/run-policy-tests.ts';
import { exampleOrganization } from '../../cases/organization.ts';

const NOW = new Date('2026-09-01T00:00:00Z');

const compiled = (files: Readonly<Record<string, string>>) =>
  compilePolicy(
    Object.entries(files).map(([name, text]) => ({ name, text })),
    NOW,
  );

/** The lines of all problems, or `ok` with those of the warnings. */
const said = (text: string, more: Readonly<Record<string, string>> = {}): readonly string[] => {
  const result = compiled({ 'p.yaml': `version: 1\n${text}\n`, ...more });
  return result.ok ? ['ok', ...result.warnings] : result.problems;
};

const bundle = (text: string) => {
  const result = compiled({ 'p.yaml': `version: 1\n${text}\n` });
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.bundle;
};

describe('groups that are named', () => {
  const groups = `groups: { sandbox: { ous: [Root/Sandbox] }, partners: { accounts: ['444455556666'] } }`;

  it('in a scope are its units', () => {
    const { rules } = bundle(`${groups}\nrules: { sharing: { match: { ous: ['@sandbox'] } } }`);
    expect(rules[0]?.match).toEqual({ units: ['Root/Sandbox'] });
  });

  it('in an allow list are its units and its accounts', () => {
    const { rules } = bundle(
      `${groups}\nrules: { sharing: { allow: { ous: ['@sandbox'], accounts: ['@partners', '777788889999'] } } }`,
    );
    expect(rules[0]?.parameters).toMatchObject({
      allow: { units: ['Root/Sandbox'], accounts: ['444455556666', '777788889999'] },
    });
  });

  it('in what an override adds are what the member itself takes', () => {
    const { overrides } = bundle(`${groups}
rules: { sharing: { allow: { orgs: [self] } }, provenance: { sourceOwners: ['111122223333'] } }
overrides:
  - match: { regions: [eu-*] }
    rules:
      sharing: { allow: { add: { ous: ['@sandbox'] } } }
      provenance: { sourceOwners: { add: ['@partners'] } }`);
    expect(overrides[0]?.rules.map(({ parameters }) => parameters?.add)).toEqual([
      { allow: { units: ['Root/Sandbox'] } },
      { sourceOwners: ['444455556666'] },
    ]);
  });
});

describe('a waiver', () => {
  const waiver = (rest: string): string =>
    `rules: { sharing: {}, required-tags: { tags: { Owner: true } } }\nwaivers: [{ id: W, rules: [sharing], reason: r, owner: o, ${rest} }]`;
  const WIDE =
    'p.yaml:3:66: a waiver for every account and every image: expected accounts, ous, accountTags, images or imageTags that narrow it';

  it.each([
    ['ous: [Root, Root/Sandbox]', false],
    ['ous: [Root/Sandbox]', true],
    ["images: ['name:*', ami-0aaaaaaaaaaaaaaa1]", false],
    ["images: ['name:*?*']", false],
    ["images: ['name:*-test']", true],
    ["images: ['name:a*']", true],
  ])('for %s is narrow: %s', (match, narrow) => {
    expect(said(waiver(`match: { ${match} }, expires: 2027-01-01`))).toEqual(narrow ? ['ok'] : [WIDE]);
  });

  it('is warned of from the very instant that is asked for', () => {
    const soon = (expires: string): readonly string[] =>
      said(
        `waiverPolicy: { warnBefore: [7d] }\n${waiver(`match: { images: ['name:a*'] }, expires: ${expires}`)}`,
      );
    expect(soon('2026-09-08')).toEqual([
      'ok',
      'p.yaml:4:11: waiver W lapses at 2026-09-08T00:00:00.000Z, in 7 days',
    ]);
    expect(soon('2026-09-08T00:00:01Z')).toEqual(['ok']);
  });

  it('of account shares is no waiver of nothing', () => {
    expect(
      said(waiver(`match: { images: ['name:a*'] }, principals: ['444455556666'], expires: 2027-01-01`)),
    ).toEqual(['ok']);
  });

  it('by the policy as a whole needs no limit on days to be taken without a clock', () => {
    const text = `version: 1\n${waiver(`match: { images: ['name:a*'] }, expires: 2027-01-01`)}\n`;
    const without = compilePolicy([{ name: 'p.yaml', text }]);
    expect(without.ok && without.warnings).toEqual([]);
    const limited = compilePolicy([
      { name: 'p.yaml', text: `version: 1\nwaiverPolicy: { maxDays: 90 }\nrules: { sharing: {} }\n` },
    ]);
    expect(limited.ok && limited.warnings).toEqual([]);
  });
});

describe('a file of a team', () => {
  const beside = (rules: string, change: string): readonly string[] =>
    said(`rules: { ${rules} }\ninclude: [t.yaml]`, {
      't.yaml': `overrides: [{ match: { accounts: ['222233334444'] }, rules: { ${change} } }]\n`,
    });

  it.each([
    ['sharing: { mode: audit, enforceFrom: 2027-02-01 }', 'sharing: { enforceFrom: 2027-01-01 }', true],
    ['sharing: { mode: audit, enforceFrom: 2027-02-01 }', 'sharing: { enforceFrom: 2027-02-01 }', true],
    ['sharing: { mode: audit, enforceFrom: 2027-02-01 }', 'sharing: { enforceFrom: 2027-03-01 }', false],
    ['sharing: { mode: audit }', 'sharing: { enforceFrom: 2027-03-01 }', true],
  ])('%s, %s: taken %s', (rules, change, taken) => {
    expect(beside(rules, change)[0] === 'ok').toBe(taken);
  });

  const DISABLES = 'age: { mode: audit, maxAge: 90d, remediate: { action: disable } }';

  it.each([
    ['age: { mode: notify }', true],
    ['age: { severity: critical }', true],
    ['age: { mode: enforce }', false],
    ['age: { maxAge: 30d }', false],
  ])('does not set off what disables: %s is taken %s', (change, taken) => {
    const lines = beside(DISABLES, change);
    if (taken) expect(lines[0]).toBe('ok');
    else expect(lines.join('\n')).toContain("rule's disable does more than take shares back");
  });

  it('is held against the policy once that is right: before, what it weakens is not known', () => {
    const lines = said(`rules: { sharing: { grace: 1h }, encryption: { bogus: 1 } }\ninclude: [t.yaml]`, {
      't.yaml': `overrides: [{ match: { accounts: ['222233334444'] }, rules: { sharing: { grace: 2h } } }]\n`,
    });
    expect(lines).toEqual([expect.stringMatching(/^p\.yaml:2:48: unknown name `bogus`/)]);
  });
});

describe('quotas', () => {
  it.each([
    ['{ warn: 70%, critical: 90% }', true],
    ['{ warn: 90%, critical: 90% }', false],
    ['{ warn: 90%, critical: 70% }', false],
  ])('%s: taken %s', (amis, taken) => {
    const lines = said(`rules: { quota: { watch: { amis: ${amis} } } }`);
    expect(lines).toEqual(taken ? ['ok'] : [expect.stringContaining('expected warn below critical')]);
  });
});

describe('an expression', () => {
  it('over two lines is told where it begins', () => {
    const text = `rules:
  mine:
    kind: cel
    assert: image.name ==
      bogus
    message: m`;
    expect(said(text)).toEqual([expect.stringMatching(/^p\.yaml:5:13: /)]);
  });
});

describe('a test of a policy', () => {
  it('that expects a verdict of a rule which judges no images is told so', () => {
    const text = `rules: { guardrails: { imageBlockPublicAccess: block-new-sharing }, sharing: {} }
tests:
  - name: wrong
    given: { account: '222233334444', region: eu-west-1, image: { name: a } }
    expect: { guardrails: pass, sharing: pass }`;
    const result = compiled({ 'p.yaml': `version: 1\n${text}\n` });
    if (!result.ok) throw new Error(result.problems.join('\n'));
    const [first] = runPolicyTests(result, exampleOrganization, NOW);
    expect(first?.differences).toEqual(['guardrails: expected pass, but it was not judged']);
  });
});
