import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/model/finding.ts';
import { alertTargets } from '../../../lib/policy/alert-targets.ts';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import { buildState } from '../../../lib/policy/source/build-state.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { policyOf } from './policy-of.ts';

const policy = policyOf(`
version: 1
mode: notify
groups: { sandbox: { ous: [Root/Sandbox] } }
rules: { public-sharing: {}, sharing: {} }
notify:
  default: { slack: '#all', sns: 'arn:aws:sns:us-east-1:999988887777:all' }
  routes:
    - { match: { severity: [critical] }, to: [{ slack: '#urgent' }, { sns: 'arn:aws:sns:us-east-1:999988887777:urgent' }] }
    - { match: '@sandbox', to: { slack: '#sandbox' } }
    - { match: { accounts: ['666677778888'], severity: [critical] }, to: { slack: '#urgent' } }
    - { match: { regions: [eu-*], images: ['name:export-*'] }, to: { slack: '#export' } }
`);

const findingIn = (account: string, region: string, name: string | null, principal: string): Finding => {
  const now = new Date('2026-09-01T12:00:00Z');
  const image = { launchPermission: [principal], ...(name === null ? {} : { name }) };
  const state = buildState({ account, region, image }, exampleOrganization, now);
  const input = {
    policy,
    organization: exampleOrganization,
    touched: ['launchPermission'] as const,
    firstSeen: new Map(),
    now,
  };
  const finding = evaluate({ ...input, state }).findings[0];
  if (finding === undefined) throw new Error('nothing was found');
  return finding;
};

const targets = (...of: Parameters<typeof findingIn>) =>
  alertTargets(policy, findingIn(...of), exampleOrganization);

describe('alertTargets', () => {
  it('is the default when no route holds', () => {
    expect(targets('222233334444', 'us-east-1', 'a', '012345678901')).toEqual([
      { slack: '#all', sns: 'arn:aws:sns:us-east-1:999988887777:all' },
    ]);
  });

  it('is every route that holds, each target once', () => {
    expect(targets('666677778888', 'us-east-1', 'a', 'public')).toEqual([
      { slack: '#urgent' },
      { sns: 'arn:aws:sns:us-east-1:999988887777:urgent' },
      { slack: '#sandbox' },
    ]);
  });

  it('goes by the name of the image, and takes the route when nobody knows it', () => {
    const all = [{ slack: '#all', sns: 'arn:aws:sns:us-east-1:999988887777:all' }];
    expect(targets('222233334444', 'eu-west-1', 'export-1', '012345678901')).toEqual([{ slack: '#export' }]);
    expect(targets('222233334444', 'eu-west-1', 'other', '012345678901')).toEqual(all);
    expect(targets('222233334444', 'eu-west-1', null, '012345678901')).toEqual([{ slack: '#export' }]);
  });
});
