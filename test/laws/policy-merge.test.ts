import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OverrideSetting, PolicyBundle, RuleSetting } from '../../lib/model/policy.ts';
import { mergeParameters } from '../../lib/policy/merge.ts';
import { ruleOf } from '../../lib/policy/registry.ts';
import { settingFor } from '../../lib/policy/setting-for.ts';
import type { ScopeSubject } from '../../lib/policy/scope.ts';
import { exampleOrganization } from '../cases/organization.ts';
import { policy } from './random-policy.ts';

const subject: ScopeSubject = {
  account: '222233334444',
  region: 'us-east-1',
  hasImage: true,
  image: 'ami-0123456789abcdef0',
  facts: { kind: 'known', value: { name: 'app-1', tags: { Stage: 'test', Owner: 'x' } } },
  organization: exampleOrganization,
  severity: null,
};

const settings = (bundle: PolicyBundle): readonly RuleSetting[] =>
  bundle.rules.map((rule) => settingFor(bundle, rule, subject).rule);

const kmsKeys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 });
const keys = (list: readonly string[]) => ({ kind: 'encryption', kmsKeys: list }) as const;

describe('the laws of merging', () => {
  it('gives what the kind of the rule may be set to, whatever the overrides say', () => {
    fc.assert(
      fc.property(policy, (bundle) => {
        for (const { parameters } of settings(bundle)) {
          expect(ruleOf(parameters.kind).parameters.safeParse(parameters).success).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same rule again when an override is written twice over', () => {
    fc.assert(
      fc.property(policy, (bundle) => {
        const twice = { ...bundle, overrides: bundle.overrides.flatMap((override) => [override, override]) };
        expect(settings(twice)).toEqual(settings(bundle));
      }),
    );
  });

  it('takes nothing from an override that does not hold, or that says nothing of the rule', () => {
    fc.assert(
      fc.property(policy, (bundle) => {
        const elsewhere = bundle.overrides.map((override): OverrideSetting => ({
          ...override,
          match: { accounts: ['000000000000'] },
        }));
        expect(settings({ ...bundle, overrides: elsewhere })).toEqual(bundle.rules);
        expect(
          settings({ ...bundle, overrides: bundle.overrides.map((one) => ({ ...one, rules: [] })) }),
        ).toEqual(bundle.rules);
      }),
    );
  });

  it('lets the later override win, member by member', () => {
    fc.assert(
      fc.property(policy, (bundle) => {
        for (const rule of bundle.rules) {
          const { applied, rule: merged } = settingFor(bundle, rule, subject);
          const changes = applied.flatMap((override) => override.rules.filter(({ id }) => id === rule.id));
          expect(merged.mode).toBe(changes.findLast(({ mode }) => mode !== undefined)?.mode ?? rule.mode);
          expect(merged.severity).toBe(
            changes.findLast(({ severity }) => severity !== undefined)?.severity ?? rule.severity,
          );
          expect(merged.graceSeconds).toBe(
            changes.findLast(({ graceSeconds }) => graceSeconds !== undefined)?.graceSeconds ??
              rule.graceSeconds,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('replaces a list by set, whatever it was', () => {
    fc.assert(
      fc.property(kmsKeys, kmsKeys, (before, after) => {
        expect(mergeParameters(keys(before), { set: { kmsKeys: after }, add: {} })).toEqual(keys(after));
      }),
    );
  });

  it('grows a list by add: all that was, then what is new, each once', () => {
    fc.assert(
      fc.property(kmsKeys, kmsKeys, (before, more) => {
        const { kmsKeys: grown } = mergeParameters(keys(before), { set: {}, add: { kmsKeys: more } });
        expect(grown.slice(0, before.length)).toEqual(before);
        expect(grown.slice(before.length)).toEqual(more.filter((key) => !before.includes(key)));
      }),
    );
  });

  it('sets before it adds', () => {
    expect(mergeParameters(keys(['a']), { set: { kmsKeys: ['b'] }, add: { kmsKeys: ['c', 'b'] } })).toEqual(
      keys(['b', 'c']),
    );
  });
});
