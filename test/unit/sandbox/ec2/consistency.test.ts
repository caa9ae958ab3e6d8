import type { DescribeImagesResult, ImageAttribute } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, PARTNER, refusal, type TestWorld } from './a-world.ts';

const register = (test: TestWorld): string =>
  (
    test.call(GOLDEN, 'RegisterImage', {
      Name: 'fresh',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: SEED.plainSnapshot } }],
    }) as { ImageId: string }
  ).ImageId;

const listed = (test: TestWorld): readonly (string | undefined)[] =>
  (test.call(GOLDEN, 'DescribeImages', { Owners: ['self'] }) as DescribeImagesResult).Images?.map(
    ({ Name }) => Name,
  ) ?? [];

const permission = (test: TestWorld) =>
  (
    test.call(GOLDEN, 'DescribeImageAttribute', {
      ImageId: SEED.baseImage,
      Attribute: 'launchPermission',
    }) as ImageAttribute
  ).LaunchPermissions;

describe('reads that lag two seconds', () => {
  const lagging = () => aWorld({ staleMs: () => 2_000 });

  it('do not know a new image yet, by its id nor in a list', () => {
    const test = lagging();
    const ImageId = register(test);
    const seen = () => refusal(() => test.call(GOLDEN, 'DescribeImages', { ImageIds: [ImageId] }));
    test.clock.advance(1_999);
    expect([seen(), listed(test)]).toEqual([
      'InvalidAMIID.NotFound',
      ['golden-base-2024.10', 'golden-hardened-2024.10'],
    ]);
    test.clock.advance(1);

    expect([seen(), listed(test)]).toEqual([
      'done',
      ['golden-base-2024.10', 'golden-hardened-2024.10', 'fresh'],
    ]);
  });

  it('show the launch permission of before, while a second write builds on the first', () => {
    const test = lagging();
    const add = (entry: object) =>
      test.call(GOLDEN, 'ModifyImageAttribute', {
        ImageId: SEED.baseImage,
        LaunchPermission: { Add: [entry] },
      });
    add({ UserId: PARTNER });
    test.clock.advance(1_000);
    add({ Group: 'all' });
    expect(permission(test)).toEqual([]);
    test.clock.advance(1_000);
    expect(permission(test)).toEqual([{ UserId: PARTNER }]);
    test.clock.advance(1_000);

    expect(permission(test)).toEqual([{ UserId: PARTNER }, { Group: 'all' }]);
  });

  it('let a deregistered image linger', () => {
    const test = lagging();
    test.call(GOLDEN, 'DeregisterImage', { ImageId: SEED.baseImage });
    test.clock.advance(1_999);
    expect(listed(test)).toEqual(['golden-hardened-2024.10', 'golden-base-2024.10'].toSorted());
    test.clock.advance(1);

    expect(listed(test)).toEqual(['golden-hardened-2024.10']);
  });

  it('catch up when the lag ends', () => {
    const lag = { ms: 2_000 };
    const test = aWorld({ staleMs: () => lag.ms });
    register(test);
    lag.ms = 0;

    expect(listed(test)).toContain('fresh');
  });
});

describe('an image that vanishes', () => {
  it('is gone when it is read, and stays so', () => {
    const fault = { vanishes: true };
    const test = aWorld({ vanishes: () => fault.vanishes });
    expect(refusal(() => permission(test))).toBe('InvalidAMIID.NotFound');
    fault.vanishes = false;

    expect(refusal(() => permission(test))).toBe('InvalidAMIID.NotFound');
    expect(test.changes).toEqual([]);
  });
});
