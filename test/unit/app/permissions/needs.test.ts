import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FACT_ACTIONS } from '../../../../lib/app/permissions/fact-actions.ts';
import { needsOf } from '../../../../lib/app/permissions/needs.ts';
import type { PolicyBundle } from '../../../../lib/model/policy.ts';
import { compilePolicy } from '../../../../lib/policy/source/compile-policy.ts';

const ROOT = join(import.meta.dirname, '../../../..');

const compiled = (name: string): PolicyBundle => {
  const text = readFileSync(join(ROOT, 'policies', name), 'utf8');
  const policy = compilePolicy([{ name, text }]);
  if (!policy.ok) throw new Error(policy.problems.join('\n'));
  return policy.bundle;
};

const actionsOf = (...[features, policy]: Parameters<typeof needsOf>): readonly string[] => [
  ...new Set(needsOf(features, policy).flatMap(({ actions }) => actions)),
];

test('the policy in docs/scan.md is what scan needs with the shipped policy, and no more', () => {
  const page = readFileSync(join(ROOT, 'docs/scan.md'), 'utf8');
  const json = /```json\n([^`]+)```/.exec(page)?.[1] ?? '{}';
  const { Statement } = JSON.parse(json) as {
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  };
  const needed = actionsOf(['scan', 'organization'], compiled('scan.yaml'));
  expect(Statement.flatMap(({ Action }) => Action)).toEqual(needed.toSorted());
});

test('a rule needs what it reads as it is set: no export rule, no export tasks', () => {
  const needs = needsOf(['scan'], compiled('minimal.yaml'));
  expect(needs.map(({ of }) => of)).toEqual([
    'scan',
    'rule public-sharing',
    'rule sharing',
    'rule encryption',
  ]);
  expect(needs.flatMap(({ actions }) => actions)).not.toContain('ec2:DescribeStoreImageTasks');
});

test('all rules together read every group of facts that a rule may read', () => {
  const needed = new Set(actionsOf(['rules'], compiled('minimal.yaml')));
  const facts = [
    'snapshotSharing',
    'references',
    'ancestry',
    'exports',
    'instance',
    'allowedImages',
  ] as const;
  expect(facts.flatMap((fact) => FACT_ACTIONS[fact]).filter((action) => !needed.has(action))).toEqual([]);
});

test('a remediation needs what its writes declare, and what it reads first', () => {
  const needs = needsOf(['remediation'], compiled('minimal.yaml'));
  const of = (name: string) => needs.find((need) => need.of === `remediation ${name}`)?.actions;
  expect(of('revoke-public')).toEqual(['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute']);
  expect(of('deregister')).toContain('rbin:ListRules');
});

test('who may not do these, in no feature: nothing that scans may write', () => {
  const scans = actionsOf(['scan', 'organization', 'rules'], compiled('strict.yaml'));
  expect(scans.filter((action) => !/:(?:Describe|Get|List)/.test(action))).toEqual([]);
});
