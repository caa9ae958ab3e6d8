import { describe, expect, it } from 'vitest';
import type { RuleSetting } from '../../../lib/model/policy.ts';
import { modeAt, settingFor } from '../../../lib/policy/setting-for.ts';
import type { ScopeSubject } from '../../../lib/policy/scope.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { policyOf } from './policy-of.ts';

const subject: ScopeSubject = {
  account: '222233334444',
  region: 'eu-west-1',
  hasImage: true,
  image: 'ami-0123456789abcdef0',
  facts: { kind: 'known', value: { name: 'app-1', tags: { Stage: 'test' } } },
  organization: exampleOrganization,
  severity: null,
};

/** The rule `sharing` after these overrides, all of them for the subject's account unless they say otherwise. */
const merged = (rule: string, ...changes: readonly string[]): RuleSetting => {
  const overrides = changes.map(
    (change) => `{ match: { accounts: ['222233334444'] }, rules: { sharing: ${change} } }`,
  );
  const policy = policyOf(`version: 1\nrules: { sharing: ${rule} }\noverrides: [${overrides.join(', ')}]`);
  const [base] = policy.rules;
  if (base === undefined) throw new Error('the policy has no rule');
  return settingFor(policy, base, subject).rule;
};

describe('settingFor', () => {
  it('leaves alone what an override does not name', () => {
    const rule = merged(
      '{ mode: notify, severity: low, grace: 1h, enforceFrom: 2027-01-15, allow: { orgs: [self] } }',
      '{}',
    );
    expect(rule).toMatchObject({
      mode: 'notify',
      severity: 'low',
      graceSeconds: 3600,
      enforceFrom: '2027-01-15T00:00:00.000Z',
      parameters: { allow: { organizations: ['self'] } },
    });
  });

  it('replaces scalars, the last override last', () => {
    const rule = merged(
      '{ grace: 1h }',
      '{ mode: enforce, grace: 2h, enforceFrom: 2027-01-15 }',
      '{ grace: 3h, severity: critical }',
    );
    expect(rule).toMatchObject({
      mode: 'enforce',
      graceSeconds: 10_800,
      severity: 'critical',
      enforceFrom: '2027-01-15T00:00:00.000Z',
    });
  });

  it('replaces lists one by one, and grows them by add', () => {
    const rule = merged(
      "{ allow: { orgs: [self], accounts: ['444455556666'] } }",
      "{ allow: { accounts: ['777788889999'], add: { orgs: [o-partner1234, self] } } }",
      "{ allow: { add: { accounts: ['444455556666'], ous: [Root/Sandbox] } } }",
    );
    expect(rule.parameters).toEqual({
      kind: 'sharing',
      allow: {
        accounts: ['777788889999', '444455556666'],
        organizations: ['self', 'o-partner1234'],
        units: ['Root/Sandbox'],
      },
    });
  });

  it('merges what is done about it', () => {
    const standard = { action: 'revoke-unlisted', limitPerHour: 50, approval: 'auto' };
    expect(merged('{}').remediation).toEqual(standard);
    expect(
      merged('{ remediate: { limit: { perHour: 5 } } }', '{ remediate: { approval: manual } }').remediation,
    ).toEqual({
      action: 'revoke-unlisted',
      limitPerHour: 5,
      approval: 'manual',
    });
    expect(merged('{}', '{ remediate: none }').remediation).toBeNull();
    expect(merged('{ remediate: none }', '{}').remediation).toBeNull();
    expect(merged('{ remediate: none }', '{ remediate: { limit: { perHour: 7 } } }').remediation).toEqual({
      ...standard,
      limitPerHour: 7,
    });
  });

  const scoped = (match: string, change: string, over: Partial<ScopeSubject> = {}) => {
    const policy = policyOf(
      `version: 1\nrules: { sharing: {} }\noverrides: [{ match: ${match}, rules: { sharing: ${change} } }]`,
    );
    const [base] = policy.rules;
    if (base === undefined) throw new Error('the policy has no rule');
    const { rule, unsure, off } = settingFor(policy, base, { ...subject, ...over });
    return { mode: rule.mode, unsure: unsure.length, off };
  };

  it.each([
    ["{ accounts: ['111122223333', '222233334444'] }", true],
    ["{ accounts: ['111122223333'] }", false],
    ['{ ous: [Root/Workloads] }', true],
    ['{ ous: [ou-ab12-prod0001] }', true],
    ['{ ous: [Root/Sandbox] }', false],
    ['{ regions: [us-*, eu-west-?] }', true],
    ['{ regions: [us-*] }', false],
    ['{ accountTags: { env: pr* } }', true],
    ['{ accountTags: { env: prod, team: web } }', false],
    ['{ imageTags: { Stage: test } }', true],
    ['{ imageTags: { Stage: prod } }', false],
    ['{ images: [ami-0123456789abcdef0] }', true],
    ['{ images: [ami-0fedcba9876543210, "name:app-*"] }', true],
    ['{ images: ["name:db-*"] }', false],
    ["{ accounts: ['222233334444'], regions: [us-*] }", false],
  ])('%s holds: %s', (match, holds) => {
    expect(scoped(match, '{ mode: notify }')).toEqual({
      mode: holds ? 'notify' : 'audit',
      unsure: 0,
      off: null,
    });
  });

  it('says where it cannot tell, and is off only when it is off either way', () => {
    const unread = { facts: { kind: 'unread' } } as const;
    const named = '{ images: ["name:app-*"] }';
    expect(scoped(named, '{ mode: notify }', unread)).toEqual({ mode: 'audit', unsure: 1, off: null });
    expect(scoped(named, "{ mode: 'off' }", unread)).toEqual({ mode: 'audit', unsure: 1, off: null });
    expect(scoped("{ accounts: ['222233334444'] }", "{ mode: 'off' }", unread)).toEqual({
      mode: 'off',
      unsure: 0,
      off: 'mode',
    });
    expect(scoped('{ images: ["name:app-*"], regions: [us-*] }', '{ mode: notify }', unread).unsure).toBe(0);
    expect(scoped('{ ous: [Root/Sandbox] }', '{ mode: notify }', { organization: null }).unsure).toBe(1);
  });
});

describe('modeAt', () => {
  const rule = merged('{ mode: notify, enforceFrom: 2027-01-15 }');

  it.each([
    ['2027-01-14T23:59:59.999Z', 'notify'],
    ['2027-01-15T00:00:00.000Z', 'enforce'],
    ['2027-01-15T00:00:00.001Z', 'enforce'],
  ])('at %s: %s', (at, mode) => {
    expect(modeAt(rule, new Date(at))).toBe(mode);
  });

  it('leaves off what is off', () => {
    expect(modeAt({ ...rule, mode: 'off' }, new Date('2028-01-01T00:00:00Z'))).toBe('off');
  });
});
