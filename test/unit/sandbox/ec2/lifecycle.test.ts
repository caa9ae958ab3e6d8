import type { DeregisterImageResult, DescribeImagesResult, Image, ImageAttribute } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, PARTNER, refusal, STRANGER, WEB_PROD, type TestWorld } from './a-world.ts';

const BASE = SEED.baseImage;
const HARDENED = SEED.hardenedImage;
const DATA_PROD = '333344445555';
const DATA_IMAGE = 'ami-0cccccccccccccc01';
const DAY_MS = 86_400_000;

const imageOf = (test: TestWorld, id: string, account = GOLDEN, region = 'us-east-1'): Image | undefined =>
  (
    test.call(
      account,
      'DescribeImages',
      { ImageIds: [id], IncludeDisabled: true },
      region,
    ) as DescribeImagesResult
  ).Images?.[0];

const made = (answer: unknown): string => {
  const id: unknown = Reflect.get(answer as object, 'ImageId');
  if (typeof id !== 'string') throw new Error('no image was made');
  return id;
};

const copy = (test: TestWorld, input: object = {}, account = GOLDEN, region = 'us-east-1'): string =>
  made(
    test.call(
      account,
      'CopyImage',
      { Name: 'copy', SourceImageId: BASE, SourceRegion: 'us-east-1', ...input },
      region,
    ),
  );

const keyOf = (test: TestWorld, image: string): string | null => {
  const snapshot = imageOf(test, image)?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
  return test.world.snapshots.get(snapshot)?.kmsKey ?? null;
};

describe('RegisterImage', () => {
  const register = (test: TestWorld, input: object = {}): unknown =>
    test.call(GOLDEN, 'RegisterImage', {
      Name: 'fresh',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: SEED.encryptedSnapshot } }],
      ...input,
    });

  it('makes an image that is available at once, as large and as encrypted as its snapshot', () => {
    const test = aWorld();
    const id = made(
      register(test, { TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'a', Value: '1' }] }] }),
    );

    expect(imageOf(test, id)).toMatchObject({
      State: 'available',
      Architecture: 'i386',
      VirtualizationType: 'paravirtual',
      BlockDeviceMappings: [{ Ebs: { SnapshotId: SEED.encryptedSnapshot, VolumeSize: 8, Encrypted: true } }],
      Tags: [{ Key: 'a', Value: '1' }],
    });
    expect(test.changes).toMatchObject([{ image: id, state: 'available', requestId: 'request-1' }]);
  });

  it.each([
    ['a name that is taken', { Name: 'golden-base-2024.10' }, 'InvalidAMIName.Duplicate'],
    ['a name with other characters', { Name: 'a#b' }, 'InvalidAMIName.Malformed'],
    ['no name', { Name: undefined }, 'MissingParameter'],
    ['no root device', { BlockDeviceMappings: [] }, 'InvalidBlockDeviceMapping'],
    [
      'an unknown snapshot',
      { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0123456789abcdef0' } }] },
      'InvalidSnapshot.NotFound',
    ],
    [
      "another account's snapshot",
      { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0ccccccccccccccc1' } }] },
      'InvalidSnapshot.NotFound',
    ],
    [
      'a reserved tag',
      { TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'aws:x', Value: '' }] }] },
      'InvalidParameterValue',
    ],
    [
      'tags for something else',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [] }] },
      'InvalidParameterValue',
    ],
    ['a dry run', { DryRun: true }, 'DryRunOperation'],
  ])('refuses %s, making nothing', (_what, input, code) => {
    const test = aWorld();

    expect(refusal(() => register(test, input))).toBe(code);
    expect(test.changes).toEqual([]);
  });

  it('enforces the quota of images', () => {
    const test = aWorld({ quotas: () => ({ images: 3, publicImages: 5, sharesPerImage: 1_000 }) });
    register(test);

    expect(refusal(() => register(test, { Name: 'one-more' }))).toBe('ResourceLimitExceeded');
  });
});

describe('CopyImage', () => {
  it('is pending, then available, and EC2 says so with the request that began it', () => {
    const test = aWorld();
    const id = copy(test);
    expect(imageOf(test, id)?.State).toBe('pending');
    test.clock.advance(3_000);

    expect(imageOf(test, id)).toMatchObject({
      State: 'available',
      SourceImageId: BASE,
      SourceImageRegion: 'us-east-1',
      Name: 'copy',
    });
    expect(test.changes).toMatchObject([{ image: id, state: 'available', requestId: 'request-1' }]);
  });

  it('copies no launch permission, and own tags only when asked', () => {
    const test = aWorld();
    const plain = copy(test, { SourceImageId: HARDENED, Encrypted: true });
    const tagged = copy(test, { Name: 'tagged', CopyImageTags: true });
    const permission = test.call(GOLDEN, 'DescribeImageAttribute', {
      ImageId: plain,
      Attribute: 'launchPermission',
    }) as ImageAttribute;

    expect(permission.LaunchPermissions).toEqual([]);
    expect(imageOf(test, plain)?.Tags).toBeUndefined();
    expect(imageOf(test, tagged)?.Tags).toContainEqual({ Key: 'Name', Value: 'golden-base' });
  });

  it('encrypts with the key that is named, with the default key, or not at all', () => {
    const test = aWorld();
    const named = copy(test, { Name: 'named', Encrypted: true, KmsKeyId: SEED.goldenKeyAlias });
    const byDefault = copy(test, { Name: 'default', Encrypted: true });
    const plain = copy(test, { Name: 'plain' });

    expect(keyOf(test, named)).toBe(SEED.goldenKey);
    expect(test.world.keys.get(keyOf(test, byDefault) ?? '')?.aliases).toEqual(['alias/aws/ebs']);
    expect(keyOf(test, plain)).toBeNull();
  });

  it('encrypts every copy where the account encrypts by default', () => {
    const test = aWorld();
    test.call(GOLDEN, 'EnableEbsEncryptionByDefault', {});
    test.call(GOLDEN, 'ModifyEbsDefaultKmsKeyId', { KmsKeyId: SEED.goldenKeyAlias });

    expect(keyOf(test, copy(test))).toBe(SEED.goldenKey);
  });

  it('never makes an unencrypted copy of an encrypted image', () => {
    const test = aWorld();

    expect(refusal(() => copy(test, { SourceImageId: HARDENED, Encrypted: false }))).toBe('InvalidRequest');
    expect(keyOf(test, copy(test, { SourceImageId: HARDENED }))).not.toBeNull();
  });

  it('needs the storage shared as well as the image', () => {
    const test = aWorld();
    test.call(GOLDEN, 'ModifyImageAttribute', {
      ImageId: BASE,
      LaunchPermission: { Add: [{ UserId: PARTNER }] },
    });
    expect(refusal(() => copy(test, {}, STRANGER))).toBe('AuthFailure');
    expect(refusal(() => copy(test, {}, PARTNER))).toBe('InvalidRequest');

    test.call(GOLDEN, 'ModifySnapshotAttribute', {
      SnapshotId: SEED.plainSnapshot,
      CreateVolumePermission: { Add: [{ UserId: PARTNER }] },
    });
    expect(refusal(() => copy(test, {}, PARTNER))).toBe('done');
  });

  it('fails after a while where the key of the source may not be used, and says why', () => {
    const test = aWorld();
    test.call(GOLDEN, 'ModifyImageAttribute', {
      ImageId: HARDENED,
      LaunchPermission: { Add: [{ UserId: STRANGER }] },
    });
    test.call(GOLDEN, 'ModifySnapshotAttribute', {
      SnapshotId: SEED.encryptedSnapshot,
      CreateVolumePermission: { Add: [{ UserId: STRANGER }] },
    });
    const id = copy(test, { SourceImageId: HARDENED }, STRANGER);
    test.clock.advance(3_000);

    expect(imageOf(test, id, STRANGER)).toMatchObject({
      State: 'failed',
      StateReason: { Message: 'Given key ID is not accessible' },
    });
    expect(test.changes).toMatchObject([
      { image: id, state: 'failed', message: 'Given key ID is not accessible' },
    ]);
  });

  it('takes a copy into the region of the call', () => {
    const test = aWorld();
    const id = copy(test, {}, GOLDEN, 'eu-west-1');

    expect(refusal(() => imageOf(test, id))).toBe('InvalidAMIID.NotFound');
    expect(imageOf(test, id, GOLDEN, 'eu-west-1')?.ImageId).toBe(id);
  });

  it('knows a token again: the same request is the same copy, another is refused', () => {
    const test = aWorld();
    const first = copy(test, { ClientToken: 'token-1' });
    expect(copy(test, { ClientToken: 'token-1' })).toBe(first);
    expect(refusal(() => copy(test, { ClientToken: 'token-1', Name: 'other' }))).toBe(
      'IdempotentParameterMismatch',
    );
    expect(copy(test, { ClientToken: 'token-2', Name: 'other' })).not.toBe(first);
  });

  it('fails when its key may not be used any more by the time that it ends', () => {
    const test = aWorld();
    const id = copy(test, { Encrypted: true, KmsKeyId: SEED.goldenKey });
    const key = test.world.keys.get(SEED.goldenKey);
    if (key === null) throw new Error('no key');
    test.world.keys.put({ ...key, deleting: true });
    test.clock.advance(3_000);
    expect(imageOf(test, id)).toMatchObject({
      State: 'failed',
      StateReason: { Message: 'Given key ID is not accessible' },
    });
  });

  it('refuses more than 20 copies at once', () => {
    const test = aWorld();
    for (let n = 0; n < 20; n += 1) copy(test, { Name: `copy-${String(n)}` });

    expect(refusal(() => copy(test, { Name: 'copy-20' }))).toBe('ResourceLimitExceeded');
    test.clock.advance(3_000);
    expect(refusal(() => copy(test, { Name: 'copy-20' }))).toBe('done');
  });
});

describe('CreateImage', () => {
  it("makes new snapshots of the instance's volumes, under the volumes' keys", () => {
    const test = aWorld();
    const id = made(test.call(GOLDEN, 'CreateImage', { InstanceId: SEED.instance, Name: 'from-instance' }));

    expect(imageOf(test, id)).toMatchObject({ State: 'pending', SourceInstanceId: SEED.instance });
    expect(imageOf(test, id)?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId).not.toBe(SEED.encryptedSnapshot);
    expect(keyOf(test, id)).toBe(SEED.goldenKey);
  });

  it('knows own instances only', () => {
    const input = { InstanceId: SEED.instance, Name: 'from-instance' };

    expect(refusal(() => aWorld().call(WEB_PROD, 'CreateImage', input))).toBe('InvalidInstanceID.NotFound');
  });
});

describe('DisableImage and EnableImage', () => {
  it('drop every launch permission, and do not bring it back', () => {
    const test = aWorld();
    test.call(GOLDEN, 'DisableImage', { ImageId: HARDENED });
    test.call(GOLDEN, 'EnableImage', { ImageId: HARDENED });

    expect(
      test.call(GOLDEN, 'DescribeImageAttribute', { ImageId: HARDENED, Attribute: 'launchPermission' }),
    ).toEqual({ ImageId: HARDENED, LaunchPermissions: [] });
    expect(test.changes.map(({ state }) => state)).toEqual(['disabled', 'available']);
  });

  it('let nobody launch, and nobody share, meanwhile', () => {
    const test = aWorld();
    test.call(GOLDEN, 'DisableImage', { ImageId: BASE });

    expect(
      refusal(() => test.call(GOLDEN, 'RunInstances', { ImageId: BASE, MinCount: 1, MaxCount: 1 })),
    ).toBe('InvalidAMIID.Unavailable');
    expect(
      refusal(() =>
        test.call(GOLDEN, 'ModifyImageAttribute', {
          ImageId: BASE,
          LaunchPermission: { Add: [{ UserId: PARTNER }] },
        }),
      ),
    ).toBe('InvalidAMIID.Unavailable');
  });
});

describe('DeregisterImage', () => {
  const deregister = (test: TestWorld, input: object = {}, account = GOLDEN): DeregisterImageResult =>
    test.call(account, 'DeregisterImage', { ImageId: BASE, ...input }) as DeregisterImageResult;

  it('ends the image, and says of a second time that it is no longer available', () => {
    const test = aWorld();
    deregister(test);

    expect(refusal(() => imageOf(test, BASE))).toBe('InvalidAMIID.NotFound');
    expect(refusal(() => deregister(test))).toBe('InvalidAMIID.Unavailable');
    expect(test.changes.map(({ state }) => state)).toEqual(['deregistered']);
  });

  it('deletes the snapshots when asked, and tells of each', () => {
    const test = aWorld();
    const other = made(
      test.call(GOLDEN, 'RegisterImage', {
        Name: 'shares-the-snapshot',
        RootDeviceName: '/dev/xvda',
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: SEED.plainSnapshot } }],
      }),
    );

    expect(deregister(test, { DeleteAssociatedSnapshots: true }).DeleteSnapshotResults).toEqual([
      { SnapshotId: SEED.plainSnapshot, ReturnCode: 'skipped' },
    ]);
    expect(
      deregister(test, { ImageId: other, DeleteAssociatedSnapshots: true }).DeleteSnapshotResults,
    ).toEqual([{ SnapshotId: SEED.plainSnapshot, ReturnCode: 'success' }]);
  });

  it('refuses a protected image, and one whose cooldown still runs', () => {
    const test = aWorld();
    test.call(GOLDEN, 'EnableImageDeregistrationProtection', { ImageId: BASE, WithCooldown: true });
    expect(refusal(() => deregister(test))).toBe('OperationNotPermitted');
    test.call(GOLDEN, 'DisableImageDeregistrationProtection', { ImageId: BASE });
    test.clock.advance(DAY_MS - 1);
    expect(refusal(() => deregister(test))).toBe('OperationNotPermitted');
    test.clock.advance(1);

    expect(refusal(() => deregister(test))).toBe('done');
  });

  it('keeps the image in the Recycle Bin where a rule says so, from where it comes back as it was', () => {
    const test = aWorld();
    const before = imageOf(test, DATA_IMAGE, DATA_PROD);
    deregister(test, { ImageId: DATA_IMAGE }, DATA_PROD);

    expect(test.call(DATA_PROD, 'ListImagesInRecycleBin', {})).toEqual({
      Images: [
        {
          ImageId: DATA_IMAGE,
          Name: 'data-prod-base',
          Description: undefined,
          RecycleBinEnterTime: new Date('2024-11-05T10:00:00Z'),
          RecycleBinExitTime: new Date('2024-11-12T10:00:00Z'),
        },
      ],
    });
    test.call(DATA_PROD, 'RestoreImageFromRecycleBin', { ImageId: DATA_IMAGE });
    expect(imageOf(test, DATA_IMAGE, DATA_PROD)).toEqual(before);
    expect(test.changes.map(({ state }) => state)).toEqual(['deregistered', 'available']);
  });

  it('empties the Recycle Bin when the time is over', () => {
    const test = aWorld();
    deregister(test, { ImageId: DATA_IMAGE }, DATA_PROD);
    test.clock.advance(7 * DAY_MS);

    expect(refusal(() => test.call(DATA_PROD, 'RestoreImageFromRecycleBin', { ImageId: DATA_IMAGE }))).toBe(
      'InvalidAMIID.NotFound',
    );
  });
});
