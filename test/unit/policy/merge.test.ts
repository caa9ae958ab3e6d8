import { describe, expect, it } from 'vitest';
import type { RuleParameters } from '../../../lib/model/parameters.ts';
import type { RuleOverride, RuleSetting } from '../../../lib/model/policy.ts';
import { merge, mergeParameters } from '../../../lib/policy/merge.ts';
import { policyOf } from './policy-of.ts';

const source = { file: 'p.yaml', line: 1, column: 1 };

const rule = (text: string): RuleSetting => {
  const [first] = policyOf(`version: 1\nrules: { ${text} }`).rules;
  if (first === undefined) throw new Error('no rule');
  return first;
};

const changed = (text: string, change: Omit<RuleOverride, 'id' | 'source'>): RuleSetting => {
  const base = rule(text);
  return merge(base, { id: base.id, source, ...change });
};

const parameters = (text: string, change: NonNullable<RuleOverride['parameters']>): RuleParameters =>
  mergeParameters(rule(text).parameters, change);

describe('merge', () => {
  it('gives the same object for the same objects', () => {
    const [base, change] = [rule('sharing: {}'), { id: 'sharing', source, mode: 'notify' as const }];
    expect(merge(base, change)).toBe(merge(base, change));
    expect(merge(base, { ...change, mode: 'enforce' }).mode).toBe('enforce');
  });

  it('changes nothing by an empty change', () => {
    const base = rule('sharing: { mode: enforce, grace: 1h, enforceFrom: 2027-01-15, severity: low }');
    expect(merge(base, { id: 'sharing', source })).toEqual(base);
  });

  it('takes enforceFrom away by null, and leaves it by silence', () => {
    const text = 'sharing: { enforceFrom: 2027-01-15 }';
    expect(changed(text, { enforceFrom: null }).enforceFrom).toBeNull();
    expect(changed(text, { mode: 'notify' }).enforceFrom).toBe('2027-01-15T00:00:00.000Z');
  });

  it('takes a grace of nothing for a grace', () => {
    expect(changed('sharing: { grace: 1h }', { graceSeconds: 0 }).graceSeconds).toBe(0);
  });

  it('changes a mapping member by member, and takes one away by null', () => {
    const text = 'required-tags: { tags: { Owner: true, Name: true } }';
    const set = { tags: { Name: null, Team: { kind: 'present' } } };
    expect(parameters(text, { set, add: {} })).toEqual({
      kind: 'required-tags',
      tags: { Owner: { kind: 'present' }, Team: { kind: 'present' } },
    });
  });

  it('replaces a scalar, also by null, and what was null by a mapping', () => {
    const text = 'age: { maxAge: 30d }';
    expect(parameters(text, { set: { maxAge: null, requireDeprecation: { within: 60 } }, add: {} })).toEqual({
      kind: 'age',
      maxAge: null,
      requireDeprecation: { within: 60 },
      unusedFor: null,
    });
  });

  it('grows the lists of a mapping, and leaves those that are not named', () => {
    const text = "sharing: { allow: { orgs: [self], accounts: ['444455556666'] } }";
    const add = { allow: { organizations: ['o-partner1234', 'self'], units: ['Root/Sandbox'] } };
    expect(parameters(text, { set: {}, add })).toEqual({
      kind: 'sharing',
      allow: {
        accounts: ['444455556666'],
        organizations: ['self', 'o-partner1234'],
        units: ['Root/Sandbox'],
      },
    });
  });

  it('grows what is not there yet from nothing', () => {
    expect(parameters('snapshot-sharing: {}', { set: {}, add: { allow: { units: ['Root'] } } })).toEqual({
      kind: 'snapshot-sharing',
      allow: { units: ['Root'] },
    });
    expect(parameters('encryption: {}', { set: {}, add: { kmsKeys: ['a', 'a'] } })).toEqual({
      kind: 'encryption',
      kmsKeys: ['a'],
    });
  });

  it('does not grow by what is neither list nor mapping', () => {
    expect(parameters('naming: { pattern: a }', { set: {}, add: { pattern: 'b' } })).toEqual({
      kind: 'naming',
      pattern: 'a',
    });
  });

  it('merges what is done about it over the standard of the kind', () => {
    const standard = { action: 'revoke-unlisted', limitPerHour: 50, approval: 'auto' };
    expect(changed('sharing: {}', {}).remediation).toEqual(standard);
    expect(changed('sharing: {}', { remediation: null }).remediation).toBeNull();
    expect(changed('sharing: { remediate: none }', { remediation: { limitPerHour: 7 } }).remediation).toEqual(
      {
        ...standard,
        limitPerHour: 7,
      },
    );
  });

  it('of a kind that has no standard asks for an action, and does it by hand', () => {
    expect(changed('age: {}', { remediation: { limitPerHour: 7 } }).remediation).toBeNull();
    expect(changed('age: {}', { remediation: { action: 'disable' } }).remediation).toEqual({
      action: 'disable',
      limitPerHour: null,
      approval: 'manual',
    });
    expect(
      changed('age: {}', { remediation: { action: 'disable', limitPerHour: 2, approval: 'auto' } })
        .remediation,
    ).toEqual({ action: 'disable', limitPerHour: 2, approval: 'auto' });
  });
});
