import { describe, expect, it } from 'vitest';
import type { ActionName } from '../../../lib/model/words.ts';
import { ACTIONS, definitionOf, iamActionsOf } from '../../../lib/remediation/registry.ts';
import { kindOf } from '../../../lib/remediation/writes.ts';
import { rules } from '../../../lib/policy/registry.ts';

const names = Object.keys(ACTIONS) as ActionName[];

describe('the registry of remediations', () => {
  it('holds them in the order in which they are done: shares go before the image is put out of use', () => {
    expect(names).toEqual([
      'revoke-public',
      'revoke-unlisted',
      'revoke-snapshot-shares',
      'add-tags',
      'deprecate',
      'disable',
      'deregister',
      'enable-block-public-access',
      'enable-snapshot-bpa',
      'enable-ebs-encryption',
      'request-quota-increase',
    ]);
  });

  it.each(names)('%s stands under its own name, for subjects and by writes that there are', (name) => {
    const definition = ACTIONS[name];
    expect(definition?.name).toBe(name);
    expect(definition?.subjects.length).toBeGreaterThan(0);
    expect(definition?.writes.length).toBeGreaterThan(0);
    for (const kind of definition?.writes ?? []) expect(kindOf(kind).kind).toBe(kind);
  });

  it.each(names)('%s can be named by a policy, for a rule of its subjects', (name) => {
    const takers = rules.filter(({ remediations }) => remediations.includes(name));
    const isForSnapshots = name === 'revoke-snapshot-shares';
    expect(takers.length > 0 || isForSnapshots).toBe(true);
    for (const rule of takers) expect(ACTIONS[name]?.subjects).toContain(rule.subject);
  });

  it('says which are undone and which only people may ask for', () => {
    expect(names.filter((name) => ACTIONS[name]?.undo === null)).toEqual(['request-quota-increase']);
    expect(names.filter((name) => ACTIONS[name]?.manualOnly === true)).toEqual(['request-quota-increase']);
  });

  it('knows the definition of what stands in a plan, and that an undoing and a preparation have none', () => {
    expect(definitionOf({ action: 'disable' })).toBe(ACTIONS.disable);
    expect(definitionOf({ action: 'rollback' })).toBeNull();
    expect(definitionOf({ action: 'prepare' })).toBeNull();
  });
});

describe('the IAM actions of a remediation', () => {
  it.each([
    ['revoke-public', ['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute']],
    ['add-tags', ['ec2:CreateTags', 'ec2:DeleteTags', 'ec2:DescribeImages']],
    ['deprecate', ['ec2:DescribeImages', 'ec2:DisableImageDeprecation', 'ec2:EnableImageDeprecation']],
    [
      'disable',
      [
        'ec2:DescribeImageAttribute',
        'ec2:DescribeImages',
        'ec2:DisableImage',
        'ec2:EnableImage',
        'ec2:ModifyImageAttribute',
      ],
    ],
    [
      'deregister',
      [
        'ec2:CreateImageUsageReport',
        'ec2:CreateTags',
        'ec2:DeleteTags',
        'ec2:DeregisterImage',
        'ec2:DescribeImageAttribute',
        'ec2:DescribeImageReferences',
        'ec2:DescribeImageUsageReportEntries',
        'ec2:DescribeImageUsageReports',
        'ec2:DescribeImages',
        'ec2:DisableImage',
        'ec2:EnableImage',
        'ec2:ModifyImageAttribute',
        'ec2:RestoreImageFromRecycleBin',
        'rbin:GetRule',
        'rbin:ListRules',
      ],
    ],
    [
      'request-quota-increase',
      [
        'servicequotas:GetAWSDefaultServiceQuota',
        'servicequotas:GetServiceQuota',
        'servicequotas:ListRequestedServiceQuotaChangeHistory',
        'servicequotas:RequestServiceQuotaIncrease',
      ],
    ],
  ] as const)('%s', (name, expected) => {
    const definition = ACTIONS[name];
    expect(definition === undefined ? [] : iamActionsOf(definition)).toEqual(expected);
  });
});
