import { describe, expect, it } from 'vitest';
import type { ActionName } from '../../../lib/model/words.ts';
import { ACTIONS, definitionOf, iamActionsOf } from '../../../lib/remediation/registry.ts';
import { kindOf } from '../../../lib/remediation/writes.ts';
import type { WriteKindName } from '../../../lib/remediation/writes/write-kind.ts';
import { rules } from '../../../lib/policy/registry.ts';

const names = Object.keys(ACTIONS) as ActionName[];

describe('the registry of remediations', () => {
  it('holds them in the order in which they are done: shares go before the image is put out of use', () => {
    expect(names).toEqual([
      'revoke-public',
      'revoke-unlisted',
      'revoke-snapshot-shares',
      'add-tags',
      'encrypted-copy',
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

describe('what a remediation has to read right before it is done', () => {
  it.each<[ActionName, readonly string[]]>([
    ['revoke-public', []],
    ['revoke-unlisted', []],
    ['revoke-snapshot-shares', []],
    ['add-tags', []],
    ['encrypted-copy', ['image', 'launchPermission', 'copies']],
    ['deprecate', []],
    ['disable', []],
    ['deregister', ['image', 'references', 'usage', 'recycleBin']],
    ['enable-block-public-access', []],
    ['enable-snapshot-bpa', []],
    ['enable-ebs-encryption', []],
    ['request-quota-increase', []],
  ])('%s: %j', (name, reads) => {
    expect(ACTIONS[name]?.reads).toEqual(reads);
  });
});

const READ = ['ec2:DescribeImageAttribute', 'ec2:DescribeImages'];
const IMAGE_USE = ['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'];
const SNAPSHOT_USE = ['ec2:DescribeImages', 'ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute'];
const RAILS = [
  'ec2:DisableEbsEncryptionByDefault',
  'ec2:DisableImageBlockPublicAccess',
  'ec2:DisableSnapshotBlockPublicAccess',
  'ec2:EnableEbsEncryptionByDefault',
  'ec2:EnableImageBlockPublicAccess',
  'ec2:EnableSnapshotBlockPublicAccess',
  'ec2:GetEbsEncryptionByDefault',
  'ec2:GetImageBlockPublicAccessState',
  'ec2:GetSnapshotBlockPublicAccessState',
];
const COPYING = [
  'ec2:CopyImage',
  'ec2:CreateTags',
  'ec2:DescribeImageAttribute',
  'ec2:DescribeImages',
  'ec2:DescribeSnapshots',
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

describe('a write', () => {
  it.each<[WriteKindName, number, number, readonly string[]]>([
    ['launch-permission', 100, 5, IMAGE_USE],
    ['snapshot-permission', 100, 5, SNAPSHOT_USE],
    ['tags', 100, 10, ['ec2:CreateTags', 'ec2:DeleteTags', 'ec2:DescribeImages']],
    [
      'deprecation',
      50,
      5,
      ['ec2:DescribeImages', 'ec2:DisableImageDeprecation', 'ec2:EnableImageDeprecation'],
    ],
    ['availability', 50, 5, [...READ, 'ec2:DisableImage', 'ec2:EnableImage']],
    ['registration', 50, 5, ['ec2:DeregisterImage', ...READ, 'ec2:RestoreImageFromRecycleBin']],
    [
      'usage-report',
      50,
      5,
      ['ec2:CreateImageUsageReport', 'ec2:DescribeImageUsageReportEntries', 'ec2:DescribeImageUsageReports'],
    ],
    ['guardrail', 1, 0.1, RAILS],
    [
      'quota-request',
      3,
      3,
      [
        'servicequotas:GetAWSDefaultServiceQuota',
        'servicequotas:GetServiceQuota',
        'servicequotas:ListRequestedServiceQuotaChangeHistory',
        'servicequotas:RequestServiceQuotaIncrease',
      ],
    ],
    ['copy', 100, 1, COPYING],
    ['copy-permission', 100, 5, [...READ, 'ec2:ModifyImageAttribute']],
    ['copy-removal', 100, 5, ['ec2:DeleteSnapshot', 'ec2:DeregisterImage', 'ec2:DescribeImages']],
  ])(
    '%s is sent %i at once, %d a second after that, by what it needs',
    (name, burst, perSecond, iamActions) => {
      expect(kindOf(name).pace).toEqual({ burst, perSecond });
      expect(kindOf(name).iamActions).toEqual(iamActions);
    },
  );
});

describe('the IAM actions of a remediation', () => {
  it.each([
    ['revoke-public', IMAGE_USE],
    ['revoke-unlisted', IMAGE_USE],
    ['revoke-snapshot-shares', SNAPSHOT_USE],
    ['enable-block-public-access', RAILS],
    ['enable-snapshot-bpa', RAILS],
    ['enable-ebs-encryption', RAILS],
    [
      'encrypted-copy',
      [
        'ec2:CopyImage',
        'ec2:CreateImageUsageReport',
        'ec2:CreateTags',
        'ec2:DeleteSnapshot',
        'ec2:DeleteTags',
        'ec2:DeregisterImage',
        'ec2:DescribeImageAttribute',
        'ec2:DescribeImageReferences',
        'ec2:DescribeImageUsageReportEntries',
        'ec2:DescribeImageUsageReports',
        'ec2:DescribeImages',
        'ec2:DescribeSnapshots',
        'ec2:DisableImage',
        'ec2:EnableImage',
        'ec2:ModifyImageAttribute',
        'ec2:RestoreImageFromRecycleBin',
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:GetKeyPolicy',
        'kms:ListGrants',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'rbin:GetRule',
        'rbin:ListRules',
      ],
    ],
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
