import type { DescribeImagesResult, ImageAttribute, LaunchPermission } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, PARTNER, refusal, STRANGER, WEB_DEV, WEB_PROD, type TestWorld } from './a-world.ts';

const ORGANIZATION = 'arn:aws:organizations::123456789012:organization/o-exampleorg1';
const PROD = 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-prod0001';
const WORKLOADS = 'arn:aws:organizations::123456789012:ou/o-exampleorg1/ou-ab12-workl001';
const IMAGE = SEED.baseImage;

const modify = (test: TestWorld, input: object, account = GOLDEN) =>
  test.call(account, 'ModifyImageAttribute', { ImageId: IMAGE, ...input });

const add = (test: TestWorld, ...Add: LaunchPermission[]) => modify(test, { LaunchPermission: { Add } });

const permission = (test: TestWorld, image: string = IMAGE): LaunchPermission[] | undefined =>
  (
    test.call(GOLDEN, 'DescribeImageAttribute', {
      ImageId: image,
      Attribute: 'launchPermission',
    }) as ImageAttribute
  ).LaunchPermissions;

const sees = (test: TestWorld, account: string): boolean =>
  (test.call(account, 'DescribeImages', {}) as DescribeImagesResult).Images?.some(
    ({ ImageId }) => ImageId === IMAGE,
  ) === true;

describe('ModifyImageAttribute', () => {
  it('adds and removes all four kinds of principal, and keeps the others', () => {
    const test = aWorld();
    add(
      test,
      { Group: 'all' },
      { UserId: STRANGER },
      { OrganizationArn: ORGANIZATION },
      { OrganizationalUnitArn: PROD },
    );
    modify(test, { LaunchPermission: { Remove: [{ Group: 'all' }, { UserId: STRANGER }] } });

    expect(permission(test)).toEqual([{ OrganizationArn: ORGANIZATION }, { OrganizationalUnitArn: PROD }]);
  });

  it('adds and removes in one call', () => {
    const test = aWorld();
    add(test, { UserId: PARTNER });
    modify(test, {
      LaunchPermission: { Add: [{ UserId: WEB_DEV }], Remove: [{ UserId: PARTNER }] },
    });

    expect(permission(test)).toEqual([{ UserId: WEB_DEV }]);
  });

  it('takes the older form of the request too', () => {
    const test = aWorld();
    modify(test, {
      Attribute: 'launchPermission',
      OperationType: 'add',
      UserIds: [STRANGER, PARTNER],
      UserGroups: ['all'],
      OrganizationArns: [ORGANIZATION],
      OrganizationalUnitArns: [PROD],
    });
    modify(test, { OperationType: 'remove', UserIds: [STRANGER], UserGroups: ['all'] });

    expect(permission(test)).toEqual([
      { UserId: PARTNER },
      { OrganizationArn: ORGANIZATION },
      { OrganizationalUnitArn: PROD },
    ]);
  });

  it('changes a description, and support of IMDSv2 only one way', () => {
    const test = aWorld();
    modify(test, { Description: { Value: 'base' } });
    modify(test, { Attribute: 'imdsSupport', Value: 'v2.0' });

    expect(refusal(() => modify(test, { ImdsSupport: { Value: 'v1.0' } }))).toBe('InvalidParameterValue');
    expect(test.call(GOLDEN, 'DescribeImageAttribute', { ImageId: IMAGE, Attribute: 'description' })).toEqual(
      { ImageId: IMAGE, Description: { Value: 'base' } },
    );
  });

  it.each([
    ['nothing to change', {}, 'InvalidParameterCombination'],
    ['an attribute without its value', { Attribute: 'launchPermission' }, 'MissingParameter'],
    [
      'two attributes',
      { Description: { Value: 'x' }, ImdsSupport: { Value: 'v2.0' } },
      'InvalidParameterCombination',
    ],
    ['lists without an operation', { UserIds: [PARTNER] }, 'MissingParameter'],
    ['an unknown attribute', { Attribute: 'colour' }, 'InvalidParameterValue'],
    [
      'a malformed account',
      { LaunchPermission: { Add: [{ UserId: '1234' }] } },
      'InvalidAMIAttributeItemValue',
    ],
    ['a malformed group', { LaunchPermission: { Add: [{ Group: 'some' }] } }, 'InvalidAMIAttributeItemValue'],
    [
      'a malformed organisation',
      { LaunchPermission: { Add: [{ OrganizationArn: 'o-1' }] } },
      'InvalidAMIAttributeItemValue',
    ],
    ['a malformed image id', { ImageId: 'ami-xyz', Description: { Value: 'x' } }, 'InvalidAMIID.Malformed'],
    [
      'an unknown image',
      { ImageId: 'ami-0123456789abcdef0', Description: { Value: 'x' } },
      'InvalidAMIID.NotFound',
    ],
    ['product codes', { ProductCodes: ['abc'] }, 'UnsupportedOperation'],
  ])('refuses %s', (_what, input, code) => {
    expect(refusal(() => modify(aWorld(), input))).toBe(code);
  });

  it("refuses to change another account's image", () => {
    expect(refusal(() => modify(aWorld(), { Description: { Value: 'mine' } }, STRANGER))).toBe('AuthFailure');
  });

  it('refuses a public share while public access is blocked, and leaves the image as it is', () => {
    const test = aWorld();
    test.call(GOLDEN, 'EnableImageBlockPublicAccess', { ImageBlockPublicAccessState: 'block-new-sharing' });

    expect(refusal(() => add(test, { Group: 'all' }, { UserId: PARTNER }))).toBe('OperationNotPermitted');
    expect(permission(test)).toEqual([]);
  });

  it('lets an image that is public already stay so when public access is blocked', () => {
    const test = aWorld();
    add(test, { Group: 'all' });
    test.call(GOLDEN, 'EnableImageBlockPublicAccess', { ImageBlockPublicAccessState: 'block-new-sharing' });

    expect(permission(test)).toEqual([{ Group: 'all' }]);
  });

  it('refuses to make an encrypted image public, but shares it with an account', () => {
    const test = aWorld();
    const share = (entry: LaunchPermission) => () =>
      modify(test, { ImageId: SEED.hardenedImage, LaunchPermission: { Add: [entry] } });

    expect(refusal(share({ Group: 'all' }))).toBe('UnsupportedOperation');
    expect(refusal(share({ UserId: PARTNER }))).toBe('done');
  });

  it('refuses to share an image under the aws/ebs key with anybody', () => {
    const test = aWorld();
    const copy = test.call(GOLDEN, 'CopyImage', {
      Name: 'default-key',
      SourceImageId: IMAGE,
      SourceRegion: 'us-east-1',
      Encrypted: true,
    }) as { ImageId: string };
    test.clock.advance(10_000);

    expect(
      refusal(() =>
        modify(test, { ImageId: copy.ImageId, LaunchPermission: { Add: [{ UserId: PARTNER }] } }),
      ),
    ).toBe('InvalidParameter');
  });

  it('enforces the quota of public images', () => {
    const test = aWorld({ quotas: () => ({ images: 50_000, publicImages: 0, sharesPerImage: 1_000 }) });

    expect(refusal(() => add(test, { Group: 'all' }))).toBe('ResourceLimitExceeded');
  });

  it('enforces the quota of shares: an organisation is one, everybody none, and fewer are always allowed', () => {
    const quota = { shares: 2 };
    const test = aWorld({
      quotas: () => ({ images: 50_000, publicImages: 5, sharesPerImage: quota.shares }),
    });
    add(test, { OrganizationArn: ORGANIZATION }, { UserId: PARTNER }, { Group: 'all' });

    expect(refusal(() => add(test, { UserId: WEB_DEV }))).toBe('ResourceLimitExceeded');
    quota.shares = 0;
    expect(refusal(() => modify(test, { LaunchPermission: { Remove: [{ UserId: PARTNER }] } }))).toBe('done');
  });

  it('refuses a pending image, as EC2 does', () => {
    const test = aWorld();
    const { ImageId } = test.call(GOLDEN, 'CopyImage', {
      Name: 'copy',
      SourceImageId: IMAGE,
      SourceRegion: 'us-east-1',
    }) as { ImageId: string };

    expect(refusal(() => modify(test, { ImageId, Description: { Value: 'x' } }))).toBe(
      'InvalidAMIID.Unavailable',
    );
  });

  it('changes nothing in a dry run, and finds the faults of the request before it', () => {
    const test = aWorld();

    expect(
      refusal(() => modify(test, { LaunchPermission: { Add: [{ UserId: PARTNER }] }, DryRun: true })),
    ).toBe('DryRunOperation');
    expect(refusal(() => modify(test, { Attribute: 'launchPermission', DryRun: true }))).toBe(
      'MissingParameter',
    );
    expect(permission(test)).toEqual([]);
  });
});

describe('who sees a shared image', () => {
  it.each([
    ['nobody', [], [false, false, false, false]],
    ['everybody', [{ Group: 'all' }], [true, true, true, true]],
    ['an account', [{ UserId: PARTNER }], [false, false, true, false]],
    ['an organisation', [{ OrganizationArn: ORGANIZATION }], [true, true, false, false]],
    ['a unit', [{ OrganizationalUnitArn: PROD }], [true, false, false, false]],
    ['a unit above', [{ OrganizationalUnitArn: WORKLOADS }], [true, true, false, false]],
  ] as const)('shared with %s', (_whom, Add, [prod, dev, partner, stranger]) => {
    const test = aWorld();
    if (Add.length > 0) add(test, ...Add);

    expect([WEB_PROD, WEB_DEV, PARTNER, STRANGER].map((account) => sees(test, account))).toEqual([
      prod,
      dev,
      partner,
      stranger,
    ]);
  });

  it('sees it no more once it left the unit', () => {
    const test = aWorld();
    add(test, { OrganizationalUnitArn: PROD });
    const account = test.organization.account(WEB_PROD);
    if (account === null) throw new Error('no web-prod');
    test.organization.putAccount({ ...account, parent: 'ou-ab12-sandb001' });

    expect(sees(test, WEB_PROD)).toBe(false);
  });
});

describe('ResetImageAttribute', () => {
  it('takes every launch permission away', () => {
    const test = aWorld();
    add(test, { Group: 'all' }, { UserId: PARTNER });
    test.call(GOLDEN, 'ResetImageAttribute', { ImageId: IMAGE, Attribute: 'launchPermission' });

    expect(permission(test)).toEqual([]);
  });
});

describe('CancelImageLaunchPermission', () => {
  const cancel = (test: TestWorld, account: string) =>
    test.call(account, 'CancelImageLaunchPermission', { ImageId: IMAGE });

  it("takes the caller's own account off somebody else's image, and nobody else", () => {
    const test = aWorld();
    add(test, { UserId: PARTNER }, { UserId: WEB_DEV });
    cancel(test, PARTNER);

    expect(permission(test)).toEqual([{ UserId: WEB_DEV }]);
  });

  it('refuses an account that is not on it by its id', () => {
    const test = aWorld();
    add(test, { OrganizationArn: ORGANIZATION });

    expect(refusal(() => cancel(test, WEB_PROD))).toBe('AuthFailure');
    expect(refusal(() => cancel(test, GOLDEN))).toBe('AuthFailure');
  });
});
