import { describe, expect, it } from 'vitest';
import type { BlockDevice, ImageFacts } from '../../../lib/model/image.ts';
import { OrganizationId, SnapshotId, UnitId } from '../../../lib/model/ids.ts';
import {
  AccountScope,
  DeviceScope,
  ImageScope,
  PrincipalScope,
  SnapshotScope,
} from '../../../lib/policy/cel/scope-types.ts';
import { disk, factsOf } from './cel-estate.ts';

const TEXTS = {
  name: undefined,
  description: '',
  architecture: undefined,
  virtualization: undefined,
  rootDeviceType: undefined,
  bootMode: '',
  imdsSupport: '',
  tpmSupport: '',
  platform: '',
  owner: undefined,
  ownerAlias: '',
  sourceImage: '',
  sourceRegion: '',
} as const;

const scopeOf = (over: object): ImageScope => {
  const image = { ...factsOf().image, ...over } as ImageFacts;
  return new ImageScope('ami-0123456789abcdef0', image, undefined);
};
const read = (scope: object, member: string): unknown => Reflect.get(scope, member);

describe('the members of an image', () => {
  it.each(Object.entries(TEXTS))('%s is what AWS says; left out it is %o', (member, absent) => {
    expect(read(scopeOf({ [member]: 'a text' }), member)).toBe('a text');
    expect(read(scopeOf({ [member]: null }), member)).toBe(absent);
    expect(read(scopeOf({ [member]: 'x'.repeat(4096) }), member)).toBe('x'.repeat(4096));
    expect(read(scopeOf({ [member]: 'x'.repeat(4097) }), member)).toBeUndefined();
  });

  it.each(['createdAt', 'deprecatedAt', 'lastLaunchedAt'])('%s is to the second', (member) => {
    expect(read(scopeOf({ [member]: '2026-08-01T10:30:59.999Z' }), member)).toEqual(
      new Date('2026-08-01T10:30:59Z'),
    );
    expect(read(scopeOf({ [member]: null }), member)).toBeUndefined();
    expect(read(scopeOf({ [member]: 'someday' }), member)).toBeUndefined();
  });

  it.each([
    [{ state: 'disabled' }, 'state', 'disabled'],
    [{ public: true }, 'public', true],
    [{ enaSupport: false }, 'enaSupport', false],
    [{ enaSupport: null }, 'enaSupport', undefined],
  ])('of %o %s is %s', (over, member, value) => {
    expect(read(scopeOf(over), member)).toBe(value);
  });

  it.each(['watermarks', 'productCodes', 'devices'])('%s are ten thousand at most', (member) => {
    const list = (length: number) => Array.from({ length }, () => (member === 'devices' ? disk() : 'x'));
    expect(read(scopeOf({ [member]: list(10_000) }), member)).toHaveLength(10_000);
    expect(read(scopeOf({ [member]: list(10_001) }), member)).toBeUndefined();
  });

  it('tags are to be had all or none, and each by itself', () => {
    const few = scopeOf({ tags: { Owner: 'web', Empty: '' } });
    expect(few.tags).toEqual(
      new Map([
        ['Owner', 'web'],
        ['Empty', ''],
      ]),
    );
    expect([few.tag('Owner'), few.tag('Empty'), few.tag('toString')]).toEqual(['web', '', '']);
    const long = scopeOf({ tags: { Owner: 'web', Long: 'x'.repeat(4097) } });
    expect(long.tags).toBeUndefined();
    expect([long.tag('Owner'), long.tag('Long')]).toEqual(['web', undefined]);
    const tags = Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`k${String(n)}`, '']));
    expect(scopeOf({ tags }).tags).toBeUndefined();
  });

  it.each([
    ...Object.keys(TEXTS),
    ...['createdAt', 'deprecatedAt', 'lastLaunchedAt', 'state', 'public', 'enaSupport', 'sourceOwner'],
    ...['tags', 'watermarks', 'productCodes', 'devices'],
  ])('%s of one that could not be read is not to be had', (member) => {
    const unread = new ImageScope('ami-0123456789abcdef0', undefined, undefined);
    expect(read(unread, member)).toBeUndefined();
    expect(unread.tag(member)).toBeUndefined();
  });
});

describe('the members of what belongs to an image', () => {
  const store: BlockDevice = { kind: 'instance-store', device: '/dev/sdc' };
  it.each([
    [disk(), { kind: 'ebs', snapshot: 'snap-0123456789abcdef0', encrypted: true, sizeGiB: 8n }],
    [
      disk({ snapshot: null, encrypted: null, sizeGiB: null }),
      { kind: 'ebs', snapshot: '', encrypted: undefined, sizeGiB: undefined },
    ],
    [disk({ sizeGiB: 1.5 }), { sizeGiB: undefined }],
    [store, { kind: 'instance-store', snapshot: '', encrypted: undefined, sizeGiB: undefined }],
  ])('of the device %o they are %o', (device, members) => {
    expect(new DeviceScope(device)).toMatchObject(members);
  });

  const snapshot = { snapshot: SnapshotId.parse('snap-0123456789abcdef0'), owner: null };
  it.each([
    [true, 'arn:aws:kms:us-east-1:111122223333:key/1', 'arn:aws:kms:us-east-1:111122223333:key/1'],
    [true, null, undefined],
    [false, null, ''],
    [false, 'arn:aws:kms:us-east-1:111122223333:key/1', ''],
  ])('the key of a snapshot, encrypted %s with %s, is %s', (encrypted, kmsKey, expected) => {
    expect(new SnapshotScope({ ...snapshot, encrypted, kmsKey }).kmsKey).toBe(expected);
  });

  it('the id of a principal is that of what it is', () => {
    const organization = OrganizationId.parse('o-partner1234');
    const unit = UnitId.parse('ou-ab12-11111111');
    const arn = 'arn:aws:organizations::888877776666:organization/o-partner1234';
    expect([
      new PrincipalScope({ kind: 'public' }).id,
      new PrincipalScope({ kind: 'organization', organization, arn }).id,
      new PrincipalScope({ kind: 'unit', organization, unit, arn }).id,
    ]).toEqual(['', 'o-partner1234', 'ou-ab12-11111111']);
  });

  it('an account that the organisation does not list has an id alone', () => {
    expect(
      Object.entries(new AccountScope('012345678901', null)).filter(([, value]) => value !== undefined),
    ).toEqual([['id', '012345678901']]);
  });
});
