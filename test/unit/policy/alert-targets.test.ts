import { describe, expect, it } from 'vitest';
import { AccountId, ImageId, InstanceId, Region } from '../../../lib/model/ids.ts';
import type { Finding } from '../../../lib/model/finding.ts';
import type { Route } from '../../../lib/model/policy.ts';
import { alertTargets, defaultTargets, type Routed } from '../../../lib/policy/alert-targets.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { policyOf } from './policy-of.ts';

const policy = policyOf(`
version: 1
mode: notify
groups: { sandbox: { ous: [Root/Sandbox] } }
rules: { public-sharing: {}, sharing: {} }
notify:
  default: { slack: '#all', sns: 'arn:aws:sns:us-east-1:999988887777:all', digest: 24h }
  routes:
    - { match: { regions: [eu-*], images: ['name:export-*'] }, to: { slack: '#export' } }
    - { match: { severity: [critical] }, to: [{ slack: '#urgent' }, { sns: 'arn:aws:sns:us-east-1:999988887777:urgent' }], repeatEvery: 4h }
    - { match: '@sandbox', to: { slack: '#sandbox' }, digest: 7d }
    - { match: { images: [ami-0aaaaaaaaaaaaaaa7] }, to: [{ slack: '#seven' }, { slack: '#all' }] }
`);

const place = (account: string, region = 'us-east-1') => ({
  account: AccountId.parse(account),
  region: Region.parse(region),
});
const image = ImageId.parse('ami-0aaaaaaaaaaaaaaa1');
const seven = ImageId.parse('ami-0aaaaaaaaaaaaaaa7');
const PROD = '222233334444';
const SANDBOX = '666677778888';

const ways = (changed: Partial<Routed>): readonly (readonly [string, number | null, number | null])[] =>
  alertTargets(
    policy,
    { ref: { ...place(PROD), image }, imageName: 'a', severity: 'high', ...changed },
    exampleOrganization,
  ).map(({ channel, digestSeconds, repeatSeconds }) => [channel, digestSeconds, repeatSeconds]);

const ALL = [
  ['slack:#all', 86_400, null],
  ['sns:arn:aws:sns:us-east-1:999988887777:all', 86_400, null],
] as const;
const URGENT = [
  ['slack:#urgent', null, 14_400],
  ['sns:arn:aws:sns:us-east-1:999988887777:urgent', null, 14_400],
] as const;

describe('alertTargets', () => {
  it('are the default when no route holds', () => {
    expect(ways({})).toEqual(ALL);
  });

  it('are those of the first route that holds, with its digest and repeats', () => {
    expect(ways({ severity: 'critical' })).toEqual(URGENT);
    expect(ways({ ref: { ...place(SANDBOX), image } })).toEqual([['slack:#sandbox', 604_800, null]]);
    expect(ways({ ref: { ...place(SANDBOX), image }, severity: 'critical' })).toEqual(URGENT);
  });

  it('go by the name of the image; where nobody knows it the route is taken as well, and the search goes on', () => {
    const ref = { ...place(PROD, 'eu-west-1'), image };
    expect(ways({ ref, imageName: 'export-1' })).toEqual([['slack:#export', null, null]]);
    expect(ways({ ref, imageName: 'other' })).toEqual(ALL);
    expect(ways({ ref, imageName: null })).toEqual([['slack:#export', null, null], ...ALL]);
    expect(ways({ ref, imageName: null, severity: 'critical' })).toEqual([
      ['slack:#export', null, null],
      ...URGENT,
    ]);
  });

  it('cannot go by tags, which a finding does not hold: such a route is taken as well', () => {
    const web: Route = {
      match: { imageTags: { team: 'web' } },
      to: [{ slack: '#web' }],
      digestSeconds: null,
      repeatSeconds: null,
    };
    const tagged = { ...policy, notify: { ...policy.notify, routes: [web] } };
    const channels = (ref: Finding['ref']) =>
      alertTargets(tagged, { ref, imageName: 'a', severity: 'high' }, exampleOrganization).map(
        ({ channel }) => channel,
      );
    const all = ['slack:#all', 'sns:arn:aws:sns:us-east-1:999988887777:all'];
    expect(channels({ ...place(PROD), image })).toEqual(['slack:#web', ...all]);
    expect(channels(place(PROD))).toEqual(all);
  });

  it('of an account-region pass routes of images by', () => {
    expect(ways({ ref: place(PROD, 'eu-west-1'), imageName: null })).toEqual(ALL);
    expect(ways({ ref: place(SANDBOX), imageName: null })).toEqual([['slack:#sandbox', 604_800, null]]);
  });

  it('of an instance go by the image that it runs from', () => {
    const ref = { ...place(PROD), instance: InstanceId.parse('i-0aaaaaaaaaaaaaaa1') };
    const detail: Finding['detail'] = { kind: 'launch', image: seven, owner: null };
    expect(ways({ ref, imageName: null, detail })).toEqual([
      ['slack:#seven', null, null],
      ['slack:#all', null, null],
    ]);
  });
});

it('defaultTargets are those of the default', () => {
  expect(defaultTargets(policy).map(({ channel }) => channel)).toEqual([
    'slack:#all',
    'sns:arn:aws:sns:us-east-1:999988887777:all',
  ]);
});
