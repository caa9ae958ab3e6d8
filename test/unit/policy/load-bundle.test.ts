import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleOrganization } from '../../cases/organization.ts';
import { bundleHash, bundleJson, sealBundle } from '../../../lib/policy/bundle.ts';
import { loadBundle } from '../../../lib/policy/load-bundle.ts';
import { runPolicyTests } from '../../../lib/policy/source/run-policy-tests.ts';
import { policyOf } from './policy-of.ts';

const bundle = policyOf(`
version: 1
name: loaded
groups: { sandbox: { ous: [Root/Sandbox] } }
rules:
  public-sharing: { mode: enforce, enforceFrom: 2027-01-15 }
  sharing: { allow: { orgs: [self], accounts: ['444455556666'] } }
  encryption: { kmsKeys: ['111122223333'] }
  required-tags: { grace: 30m, tags: { Owner: { pattern: '@' }, Name: true, Class: { values: [a] } } }
overrides:
  - match: '@sandbox'
    rules:
      public-sharing: { remediate: none }
      sharing: { remediate: { approval: manual }, allow: { add: { ous: [Root] } } }
      encryption: { kmsKeys: { add: ['222233334444'] } }
      required-tags: { tags: { Owner: false } }
waivers:
  - { id: W, rules: [sharing], match: { images: ['name:a*'] }, principals: [public], reason: r, owner: o, ticket: T-1, expires: 2027-01-01 }
notify: { default: { slack: '#a' }, routes: [{ match: { severity: [low] }, to: { slack: '#b' } }] }
`);

describe('loadBundle', () => {
  it('takes what was compiled', () => {
    expect(loadBundle(bundleJson(bundle))).toEqual({ ok: true, bundle });
  });

  it('takes it in any order and spacing', () => {
    const pretty = JSON.stringify(Object.fromEntries(Object.entries(bundle).toReversed()), null, 2);
    expect(loadBundle(pretty)).toEqual({ ok: true, bundle });
  });

  it.each([
    ['digestSeconds', 0],
    ['repeatSeconds', -1],
  ])('refuses a period that would never end: %s of %d', (member, seconds) => {
    const { notify } = bundle;
    const broken = sealBundle({
      ...bundle,
      notify: { ...notify, default: { ...notify.default, [member]: seconds } },
    });
    expect(loadBundle(bundleJson(broken))).toMatchObject({
      ok: false,
      problem: expect.stringContaining(`notify.default.${member}`) as string,
    });
  });

  it('refuses a grace whose end is no instant any more', () => {
    const rules = bundle.rules.map((rule) => ({ ...rule, graceSeconds: 8_638_211_779_200.001 }));
    expect(loadBundle(bundleJson(sealBundle({ ...bundle, rules })))).toMatchObject({
      ok: false,
      problem: expect.stringContaining('rules.0.graceSeconds') as string,
    });
  });

  it('refuses one that was changed', () => {
    const changed = bundleJson(bundle).replace('"self"', '"o-stranger999"');
    expect(loadBundle(changed)).toMatchObject({ ok: false });
    expect(JSON.stringify(loadBundle(changed))).toContain('it was changed after it was compiled');
  });

  it.each([
    ['', 'the policy bundle is refused: not JSON'],
    ['null', 'the policy bundle is refused: not an object'],
    ['[]', 'the policy bundle is refused: version is missing: expected 1'],
    ['{"version":2}', 'the policy bundle is refused: version 2: expected 1'],
  ])('refuses %j', (json, problem) => {
    const loaded = loadBundle(json);
    expect(loaded.ok ? '' : loaded.problem).toContain(problem);
  });

  it('refuses a member that this version does not know, however it is hashed', () => {
    const more = sealBundle({ ...bundle, ...{ severity: 'low' } });
    expect(loadBundle(bundleJson(more))).toMatchObject({ ok: false });
    const rules = bundle.rules.map((rule) => ({ ...rule, ...{ exceptOn: 'sundays' } }));
    expect(loadBundle(bundleJson(sealBundle({ ...bundle, rules })))).toMatchObject({ ok: false });
  });

  it('refuses a pattern that this version cannot run, before anything is judged by it', () => {
    const rules = JSON.parse(
      JSON.stringify(bundle.rules).replace('"pattern":"@"', '"pattern":"(?=@)"'),
    ) as typeof bundle.rules;
    const loaded = loadBundle(bundleJson(sealBundle({ ...bundle, rules })));
    expect(loaded.ok ? '' : loaded.problem).toContain('rules.3.parameters');
    const ticketed = { ...bundle, waiverPolicy: { maxDays: null, requireTicket: '(?=SEC)' } };
    expect(loadBundle(bundleJson(sealBundle(ticketed)))).toEqual({
      ok: false,
      problem: 'the policy bundle is refused: waiverPolicy asks for a ticket by no pattern',
    });
  });

  const refusal = (content: Parameters<typeof sealBundle>[0]): string => {
    const loaded = loadBundle(bundleJson(sealBundle(content)));
    return loaded.ok ? '' : loaded.problem;
  };
  const withChange = (change: object): string => {
    const [first, ...rest] = bundle.overrides;
    if (first === undefined) throw new Error('there is an override');
    const source = first.source;
    return refusal({
      ...bundle,
      overrides: [{ ...first, rules: [{ id: 'sharing', source, ...change }] }, ...rest],
    });
  };
  const MISFIT = 'the policy bundle is refused: override override-1 does not fit rule sharing';

  it.each([
    ['of another kind', { parameters: { set: { kind: 'cel' }, add: {} } }],
    ['of a kind that nobody knows', { parameters: { set: { kind: 'astrology' }, add: {} } }],
    ['with a member that the rule does not have', { parameters: { set: { kmsKeys: ['*'] }, add: {} } }],
    ['with a value of another form', { parameters: { set: { allow: 'everybody' }, add: {} } }],
    [
      'with an added list that the rule does not have',
      { parameters: { set: {}, add: { allow: { buckets: ['a'] } } } },
    ],
    ['with a remediation of another rule', { remediation: { action: 'revoke-public' } }],
  ])('refuses an override %s', (_, change) => {
    expect(withChange(change)).toBe(MISFIT);
  });

  it('refuses an override that fits its rule alone, and not what another may leave of it', () => {
    const { source, match } = bundle.overrides[0] ?? { source: { file: 'p', line: 1, column: 1 }, match: {} };
    const own = policyOf('version: 1\nrules: { snapshot-sharing: { allow: { orgs: [self] } } }');
    const override = (name: string, set: Record<string, unknown>) => ({
      name,
      match,
      source,
      rules: [{ id: 'snapshot-sharing', source, parameters: { set, add: {} } }],
    });
    const some = override('some', { allow: { accounts: [] } });
    expect(refusal({ ...own, overrides: [some] })).toBe('');
    expect(refusal({ ...own, overrides: [override('none', { allow: null }), some] })).toBe(
      'the policy bundle is refused: override some does not fit rule snapshot-sharing',
    );
  });

  it('refuses what names a rule that is not there, or two of one name', () => {
    const [waiver] = bundle.waivers;
    const [rule] = bundle.rules;
    if (waiver === undefined || rule === undefined) throw new Error('there are a rule and a waiver');
    expect(refusal({ ...bundle, waivers: [{ ...waiver, rules: ['shring'] }] })).toBe(
      'the policy bundle is refused: waiver W is about a rule that is not there',
    );
    expect(refusal({ ...bundle, rules: [...bundle.rules, rule] })).toBe(
      'the policy bundle is refused: two rules have the same name',
    );
    expect(refusal({ ...bundle, rules: bundle.rules.slice(1) })).toBe(
      'the policy bundle is refused: override override-1 changes public-sharing, which is no rule',
    );
    expect(
      refusal({
        ...bundle,
        rules: [{ ...rule, remediation: { action: 'deregister', limitPerHour: 1, approval: 'auto' } }],
      }),
    ).toBe('the policy bundle is refused: rule public-sharing names a remediation that it does not have');
  });

  it('refuses what an older or a newer version made, in one sentence', () => {
    const older = Object.fromEntries(Object.entries(bundle).filter(([member]) => member !== 'groups'));
    const problems = [
      older,
      { ...bundle, version: 2 },
      { ...bundle, version: '1' },
      { ...bundle, approvals: [] },
    ].map((content) => {
      const loaded = loadBundle(JSON.stringify({ ...content, hash: bundleHash(content) }));
      return loaded.ok ? '' : loaded.problem;
    });
    expect(problems[0]).toMatch(/^the policy bundle is refused: groups: .+$/);
    expect(problems.slice(1, 3)).toEqual([
      'the policy bundle is refused: version 2: expected 1',
      'the policy bundle is refused: version "1": expected 1',
    ]);
    expect(problems[3]).toMatch(/^the policy bundle is refused: .*approvals.*$/);
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(loadBundle(text).ok).toBe(false);
      }),
    );
  });

  it('answers for JSON as deep as it may be', () => {
    const deep = (open: string, close: string) => `${open.repeat(100_000)}1${close.repeat(100_000)}`;
    for (const inner of [deep('[', ']'), deep('{"a":', '}')]) {
      expect(loadBundle(inner).ok).toBe(false);
      const json = bundleJson(bundle).replace('"set":{', `"set":{"x":${inner},`);
      expect(json.length).toBeGreaterThan(200_000);
      expect(loadBundle(json).ok).toBe(false);
    }
  });

  it('answers for any bundle of which a part was put out of place, hashed anew, and runs what it takes', () => {
    const text = bundleJson(bundle);
    const paths = pathsOf(JSON.parse(text));
    const taken = (json: string): boolean => {
      const loaded = loadBundle(json);
      if (!loaded.ok) return false;
      const state = { account: '222233334444', region: 'us-east-1', image: { launchPermission: ['public'] } };
      runPolicyTests(
        { bundle: loaded.bundle, tests: [{ name: 't', given: state, expect: {} }] },
        exampleOrganization,
        new Date('2026-09-01T00:00:00Z'),
      );
      return true;
    };
    expect(taken(text)).toBe(true);
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.oneof(fc.jsonValue(), fc.constantFrom(...paths)),
        (path, value) => {
          const changed = putAt(JSON.parse(text), path, value) as Record<string, unknown>;
          expect(typeof taken(JSON.stringify({ ...changed, hash: bundleHash(changed) }))).toBe('boolean');
        },
      ),
      { numRuns: 400 },
    );
  });
});

type Steps = readonly (string | number)[];

const pathsOf = (value: unknown, path: Steps = []): readonly Steps[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => {
        const here = [...path, Array.isArray(value) ? Number(key) : key];
        return [here, ...pathsOf(part, here)];
      })
    : [];

const putAt = (root: unknown, path: Steps, value: unknown): unknown => {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(root))
    return root.map((part: unknown, index) => (index === step ? putAt(part, rest, value) : part));
  const members = root as Record<string, unknown>;
  return { ...members, [step]: putAt(members[String(step)], rest, value) };
};
