import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleJson, sealBundle } from '../../../lib/policy/bundle.ts';
import { loadBundle } from '../../../lib/policy/load-bundle.ts';
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
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(loadBundle(text).ok).toBe(false);
      }),
    );
  });
});
