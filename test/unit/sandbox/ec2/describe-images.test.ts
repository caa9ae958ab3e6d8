import type { DescribeImagesRequest, DescribeImagesResult } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { generateImages } from '../../../../lib/sandbox/ec2/seed/generate-images.ts';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, PARTNER, refusal, STRANGER, WEB_PROD, type TestWorld } from './a-world.ts';

const describeImages = (
  test: TestWorld,
  input: DescribeImagesRequest,
  account = GOLDEN,
): DescribeImagesResult => test.call(account, 'DescribeImages', input) as DescribeImagesResult;

const ids = (
  test: TestWorld,
  input: DescribeImagesRequest,
  account = GOLDEN,
): readonly (string | undefined)[] =>
  describeImages(test, input, account).Images?.map(({ ImageId }) => ImageId) ?? [];

const filtered = (Name: string, ...Values: string[]): DescribeImagesRequest => ({
  Owners: ['self'],
  Filters: [{ Name, Values }],
});

const share = (test: TestWorld, ImageId: string, ...Add: object[]) =>
  test.call(GOLDEN, 'ModifyImageAttribute', { ImageId, LaunchPermission: { Add } });

const BASE = SEED.baseImage;
const HARDENED = SEED.hardenedImage;

describe('DescribeImages', () => {
  it('shows an image with every member that policies look at', () => {
    const test = aWorld();
    test.call(GOLDEN, 'EnableImageDeprecation', {
      ImageId: BASE,
      DeprecateAt: new Date('2025-06-01T12:00:31Z'),
    });
    test.call(GOLDEN, 'EnableImageDeregistrationProtection', { ImageId: BASE });

    expect(describeImages(test, { ImageIds: [BASE] }).Images).toEqual([
      {
        ImageId: 'ami-0aaaaaaaaaaaaaa01',
        OwnerId: '111122223333',
        Name: 'golden-base-2024.10',
        State: 'available',
        Public: false,
        CreationDate: '2024-10-06T10:00:00.000Z',
        DeprecationTime: '2025-06-01T12:01:00.000Z',
        DeregistrationProtection: 'enabled-without-cooldown',
        ImageLocation: '111122223333/golden-base-2024.10',
        ImageType: 'machine',
        Architecture: 'x86_64',
        VirtualizationType: 'hvm',
        Hypervisor: 'xen',
        RootDeviceType: 'ebs',
        RootDeviceName: '/dev/xvda',
        BootMode: 'uefi-preferred',
        EnaSupport: true,
        ImdsSupport: 'v2.0',
        PlatformDetails: 'Linux/UNIX',
        UsageOperation: 'RunInstances',
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: {
              SnapshotId: 'snap-0aaaaaaaaaaaaaaa1',
              VolumeSize: 8,
              VolumeType: 'gp3',
              DeleteOnTermination: true,
              Encrypted: false,
            },
          },
        ],
        Tags: [
          { Key: 'Owner', Value: 'platform@example.com' },
          { Key: 'CostCenter', Value: '4711' },
          { Key: 'DataClass', Value: 'internal' },
          { Key: 'Name', Value: 'golden-base' },
        ],
      },
    ]);
  });

  it.each([
    ['name, by pattern', filtered('name', 'golden-h*'), [HARDENED]],
    ['name, by one character', filtered('name', 'golden-base-2024.1?'), [BASE]],
    ['name, case counting', filtered('name', 'GOLDEN-*'), []],
    ['a tag', filtered('tag:Name', 'golden-base'), [BASE]],
    ['a tag key', filtered('tag-key', 'Owner'), [BASE, HARDENED]],
    ['a tag that nobody has', filtered('tag:constructor', '*'), []],
    ['snapshot', filtered('block-device-mapping.snapshot-id', SEED.encryptedSnapshot), [HARDENED]],
    ['encryption', filtered('block-device-mapping.encrypted', 'false'), [BASE]],
    ['state, any of several', filtered('state', 'pending', 'available'), [BASE, HARDENED]],
    ['not being public', filtered('is-public', 'false'), [BASE, HARDENED]],
    ['being public', filtered('is-public', 'true'), []],
    ['owner', filtered('owner-id', GOLDEN), [BASE, HARDENED]],
    ['id', filtered('image-id', 'ami-*02'), [HARDENED]],
    ['architecture', filtered('architecture', 'arm64'), []],
    ['virtualisation', filtered('virtualization-type', 'hvm'), [BASE, HARDENED]],
    ['root device', filtered('root-device-type', 'ebs'), [BASE, HARDENED]],
    ['day of creation', filtered('creation-date', '2024-10-06T*'), [BASE, HARDENED]],
  ])('filters by %s', (_what, input, expected) => {
    expect(ids(aWorld(), input)).toEqual(expected);
  });

  it('puts filters together', () => {
    const Filters = [
      { Name: 'tag-key', Values: ['Owner'] },
      { Name: 'name', Values: ['*base*'] },
    ];

    expect(ids(aWorld(), { Owners: ['self'], Filters })).toEqual([BASE]);
  });

  it.each([
    ['an unknown filter', { Filters: [{ Name: 'colour', Values: ['red'] }] }, 'InvalidParameterValue'],
    [
      'a filter named like a member of every object',
      { Filters: [{ Name: 'constructor', Values: ['a'] }] },
      'InvalidParameterValue',
    ],
    [
      'too many values',
      { Filters: [{ Name: 'name', Values: Array.from({ length: 201 }, () => 'a') }] },
      'FilterLimitExceeded',
    ],
    ['a malformed id', { ImageIds: ['ami-1'] }, 'InvalidAMIID.Malformed'],
    ['an unknown id', { ImageIds: [BASE, 'ami-0123456789abcdef0'] }, 'InvalidAMIID.NotFound'],
    ['a malformed owner', { Owners: ['me'] }, 'InvalidUserID.Malformed'],
    ['a malformed user', { ExecutableUsers: ['us'] }, 'InvalidUserID.Malformed'],
    ['a page of none', { MaxResults: 0 }, 'InvalidParameterValue'],
    ['a token of somebody else', { NextToken: 'abc' }, 'InvalidNextToken'],
  ])('refuses %s', (_what, input, code) => {
    const test = aWorld();
    expect(refusal(() => describeImages(test, input))).toBe(code);
  });

  it('says of an image that exists and is not for the caller that it is not authorised', () => {
    const test = aWorld();
    expect(refusal(() => describeImages(test, { ImageIds: [BASE] }, STRANGER))).toBe('AuthFailure');
  });

  it('does not know an image of another region', () => {
    const test = aWorld();
    expect(refusal(() => test.call(GOLDEN, 'DescribeImages', { ImageIds: [BASE] }, 'eu-west-1'))).toBe(
      'InvalidAMIID.NotFound',
    );
  });

  it("shows and searches no tags of other accounts' images", () => {
    const test = aWorld();

    expect(describeImages(test, { ImageIds: [HARDENED] }, WEB_PROD).Images?.[0]?.Tags).toBeUndefined();
    expect(ids(test, { Filters: [{ Name: 'tag:Name', Values: ['golden-hardened'] }] }, WEB_PROD)).toEqual([]);
  });

  it('finds explicit shares by account, and all shares of oneself', () => {
    const test = aWorld();
    share(test, BASE, { UserId: PARTNER });

    expect(ids(test, { ExecutableUsers: [PARTNER] })).toEqual([BASE]);
    expect(ids(test, { ExecutableUsers: ['self'] }, PARTNER)).toEqual([BASE]);
    expect(ids(test, { ExecutableUsers: ['self'] }, WEB_PROD)).toEqual([HARDENED]);
    // An account that is not the caller's: explicit shares only, the organisation's are not told.
    expect(ids(test, { ExecutableUsers: [WEB_PROD] })).toEqual([]);
  });

  it('finds all public images in one call', () => {
    const test = aWorld();
    share(test, BASE, { Group: 'all' });

    expect(ids(test, { ExecutableUsers: ['all'] }, STRANGER)).toEqual([BASE]);
    expect(ids(test, filtered('is-public', 'true'))).toEqual([BASE]);
  });

  it('hides a disabled image unless asked, and from all but its owner', () => {
    const test = aWorld();
    test.call(GOLDEN, 'DisableImage', { ImageId: HARDENED });

    expect(ids(test, { Owners: ['self'] })).toEqual([BASE]);
    expect(ids(test, { Owners: ['self'], IncludeDisabled: true })).toEqual([BASE, HARDENED]);
    expect(ids(test, { ExecutableUsers: ['self'], IncludeDisabled: true }, WEB_PROD)).toEqual([]);
  });

  it('hides a deprecated image from others unless they ask, never from its owner', () => {
    const test = aWorld();
    test.call(GOLDEN, 'EnableImageDeprecation', {
      ImageId: HARDENED,
      DeprecateAt: new Date('2024-11-05T11:00:00Z'),
    });
    const shared: DescribeImagesRequest = { ExecutableUsers: ['self'] };

    expect(ids(test, shared, WEB_PROD)).toEqual([HARDENED]);
    test.clock.advance(3_600_000);
    expect(ids(test, shared, WEB_PROD)).toEqual([]);
    expect(ids(test, { ...shared, IncludeDeprecated: true }, WEB_PROD)).toEqual([HARDENED]);
    expect(ids(test, { Owners: ['self'] })).toEqual([BASE, HARDENED]);
  });
});

describe('pages of DescribeImages', () => {
  const generated = (): TestWorld => {
    const test = aWorld();
    generateImages(test.world, {
      account: AccountId.parse(PARTNER),
      region: Region.parse('us-east-1'),
      count: 25,
      seed: 1,
    });
    return test;
  };

  const allPages = (
    test: TestWorld,
    between: () => void = () => undefined,
  ): readonly (string | undefined)[] => {
    const seen: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const input = {
        Owners: ['self'],
        MaxResults: 10,
        ...(token === undefined ? {} : { NextToken: token }),
      };
      const page = describeImages(test, input, PARTNER);
      seen.push(...(page.Images ?? []).map(({ Name }) => Name));
      token = page.NextToken;
      between();
    } while (token !== undefined);
    return seen;
  };

  const names = (numbers: readonly number[]): readonly string[] =>
    numbers.map((number) => `generated-1-${String(number).padStart(6, '0')}`);

  it('are told whole, once and in order', () => {
    expect(allPages(generated())).toEqual(names(Array.from({ length: 25 }, (_, index) => index + 1)));
  });

  it('neither repeat nor pass over anything when an image goes in between', () => {
    const test = generated();
    const [first] = test.world.images.list(Region.parse('us-east-1'), AccountId.parse(PARTNER));
    const deregisterFirst = () => {
      if (first !== undefined) test.world.images.delete(first.id);
    };

    expect(allPages(test, deregisterFirst)).toEqual(
      names(Array.from({ length: 25 }, (_, index) => index + 1)),
    );
  });

  it('end without a token, and the one page that holds all has none', () => {
    expect(
      describeImages(generated(), { Owners: ['self'], MaxResults: 25 }, PARTNER).NextToken,
    ).toBeUndefined();
  });
});

describe('a generated estate', () => {
  it('is the same for the same seed', () => {
    const estate = (seed: number) => {
      const test = aWorld();
      const place = { account: AccountId.parse(PARTNER), region: Region.parse('us-east-1') };
      generateImages(test.world, { ...place, count: 30, seed });
      return describeImages(test, { Owners: ['self'] }, PARTNER).Images;
    };

    expect(estate(5)).toEqual(estate(5));
    expect(estate(5)).not.toEqual(estate(6));
  });
});
