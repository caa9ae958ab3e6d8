import { describe, expect, it } from 'vitest';
import type { Match } from '../../../lib/model/policy.ts';
import { asksForImage, inScope, type ScopeSubject } from '../../../lib/policy/scope.ts';
import { exampleOrganization } from '../../cases/organization.ts';

const subject: ScopeSubject = {
  account: '222233334444',
  region: 'eu-west-1',
  hasImage: true,
  image: 'ami-0123456789abcdef0',
  facts: { kind: 'known', value: { name: 'app-1', tags: { Stage: 'test', constructor: 'x' } } },
  organization: exampleOrganization,
  severity: 'high',
};
const unread = { facts: { kind: 'unread' } } as const;
const newcomer = { account: '101010101010' };

describe('inScope', () => {
  it.each<[string, Match, Partial<ScopeSubject>, string]>([
    ['nothing is asked', {}, {}, 'yes'],
    ['an account', { accounts: ['222233334444'] }, {}, 'yes'],
    ['another', { accounts: ['111122223333'] }, {}, 'no'],
    ['no account at all', { accounts: [] }, {}, 'no'],
    ['a unit by id', { units: ['ou-ab12-workl001'] }, {}, 'yes'],
    ['a unit by path', { units: ['Root/Workloads'] }, {}, 'yes'],
    ['one of two units', { units: ['Root/Sandbox', 'Root/Workloads'] }, {}, 'yes'],
    ['the beginning of a path', { units: ['Root/Work'] }, {}, 'no'],
    ['a unit, of an account that is not known', { units: ['Root'] }, newcomer, 'unknown'],
    ['tags of such an account', { accountTags: { env: '*' } }, newcomer, 'unknown'],
    ['a unit, without the organisation', { units: ['Root'] }, { organization: null }, 'unknown'],
    ['tags of the account', { accountTags: { env: 'pr?d' } }, {}, 'yes'],
    ['a tag that it has not', { accountTags: { env: 'prod', toString: '*' } }, {}, 'no'],
    ['a unit and tags', { units: ['Root/Sandbox'], accountTags: { env: 'prod' } }, {}, 'no'],
    ['units and another tag', { units: ['Root/Workloads'], accountTags: { env: 'dev' } }, {}, 'no'],
    ['a region', { regions: ['us-*', 'eu-*'] }, {}, 'yes'],
    ['a severity', { severity: ['low', 'high'] }, {}, 'yes'],
    ['another severity', { severity: ['low'] }, {}, 'no'],
    ['a severity that nobody knows', { severity: ['low'] }, { severity: null }, 'unknown'],
    ['an image by id', { images: ['ami-0123456789abcdef0'] }, unread, 'yes'],
    ['another image', { images: ['ami-0fedcba9876543210'] }, unread, 'no'],
    ['an id that nobody knows', { images: ['ami-0123456789abcdef0'] }, { image: null }, 'unknown'],
    ['an image by name', { images: ['name:app-*'] }, {}, 'yes'],
    ['a name that nobody knows', { images: ['name:app-*'] }, unread, 'unknown'],
    ['an id beside such a name', { images: ['name:app-*', 'ami-0123456789abcdef0'] }, unread, 'yes'],
    ['another id beside such a name', { images: ['name:app-*', 'ami-0fedcba9876543210'] }, unread, 'unknown'],
    [
      'a name that AWS left out',
      { images: ['name:*'] },
      { facts: { kind: 'known', value: { name: null, tags: {} } } },
      'unknown',
    ],
    ['tags of the image', { imageTags: { Stage: 't*' } }, {}, 'yes'],
    ['another value', { imageTags: { Stage: 'prod' } }, {}, 'no'],
    ['a tag by the name of a member', { imageTags: { constructor: 'x' } }, {}, 'yes'],
    ['a tag that is only a member', { imageTags: { valueOf: '*' } }, {}, 'no'],
    ['tags that nobody knows', { imageTags: { Stage: '*' } }, unread, 'unknown'],
    [
      'an image, of an account-region',
      { images: ['name:*'] },
      { ...unread, hasImage: false, image: null },
      'no',
    ],
    [
      'tags of an image there',
      { imageTags: { Stage: '*' } },
      { ...unread, hasImage: false, image: null },
      'no',
    ],
    ['one no among what is not known', { regions: ['us-*'], imageTags: { Stage: '*' } }, unread, 'no'],
    [
      'one that is not known among yeses',
      { regions: ['eu-*'], imageTags: { Stage: '*' } },
      unread,
      'unknown',
    ],
  ])('%s: %j', (_, match, over, scope) => {
    expect(inScope(match, { ...subject, ...over })).toBe(scope);
  });
});

describe('asksForImage', () => {
  it.each<[Match, boolean]>([
    [{}, false],
    [{ accounts: ['222233334444'], regions: ['*'] }, false],
    [{ images: ['ami-0123456789abcdef0'] }, false],
    [{ images: ['ami-0123456789abcdef0', 'name:a'] }, true],
    [{ imageTags: { a: 'b' } }, true],
  ])('%j: %s', (match, asks) => {
    expect(asksForImage(match)).toBe(asks);
  });
});
