import { RegisterImageCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ImageId } from '../../lib/model/ids.ts';
import type { Fact } from '../../lib/model/image.ts';
import { SEED } from '../../lib/sandbox/ec2/seed/seed-world.ts';
import { IMAGE_FACTS } from '../../lib/model/subject-facts.ts';
import { account, base, frozenSandbox, hardened } from './frozen-sandbox.ts';

const world = frozenSandbox();

describe('a fault', () => {
  const OPERATIONS = [
    ['launchPermission', 'DescribeImageAttribute'],
    ['snapshots', 'DescribeSnapshots'],
    ['snapshotSharing', 'DescribeSnapshotAttribute'],
    ['keyAliases', 'ListAliases'],
    ['references', 'DescribeImageReferences'],
    ['ancestry', 'GetImageAncestry'],
    ['exports', 'DescribeStoreImageTasks'],
    ['exports', 'DescribeExportImageTasks'],
    ['shareQuota', 'GetServiceQuota'],
    ['shareQuota', 'GetAWSDefaultServiceQuota'],
  ] as const;
  // Without its snapshots nobody knows an image's keys.
  const hangsOn = (operation: string): readonly Fact[] =>
    operation === 'DescribeSnapshots' ? ['keyAliases'] : [];

  it.each(OPERATIONS)('of %s, by a %s that is denied, hides no other', async (fact, operation) => {
    world.sandbox.faults.deny({ operation, account });
    const read = await world.state(hardened, ...IMAGE_FACTS);
    expect(read[fact]).toMatchObject({ kind: 'fault', operation, retryable: false });
    const others = IMAGE_FACTS.filter((one) => one !== fact && !hangsOn(operation).includes(one));
    expect(others.map((one) => `${one} ${read[one]?.kind ?? 'absent'}`)).toEqual(
      others.map((one) => `${one} known`),
    );
  });

  it('by what is throttled may be asked for again: each after three tries', async () => {
    const throttled = OPERATIONS.filter(([, operation]) => operation !== 'DescribeSnapshots');
    for (const [, operation] of throttled) world.sandbox.faults.throttle({ operation });
    const read = await world.state(hardened, ...IMAGE_FACTS);
    for (const [fact, operation] of throttled) {
      expect(read[fact]).toMatchObject({ kind: 'fault', retryable: true });
      // Its two reads fail at once; which of them is told is chance, and the default quota is not asked for any more.
      if (fact !== 'exports' && fact !== 'shareQuota') expect(read[fact]).toMatchObject({ operation });
      const tries = operation === 'GetAWSDefaultServiceQuota' ? 0 : 3;
      expect(world.sandbox.calls.of({ operation })).toHaveLength(tries);
    }
    expect([read.image.kind, read.snapshots.kind]).toEqual(['known', 'known']);
  });

  it('of the snapshots is one of their keys', async () => {
    world.sandbox.faults.throttle({ operation: 'DescribeSnapshots' });
    const read = await world.state(hardened, 'snapshots', 'keyAliases', 'snapshotSharing');
    expect(read.snapshots).toMatchObject({ kind: 'fault', operation: 'DescribeSnapshots', retryable: true });
    expect(read.keyAliases).toEqual(read.snapshots);
    expect(read.snapshotSharing?.kind).toBe('known');
  });

  it('of one snapshot hides no other', async () => {
    const { ImageId: id } = await world.ownerOf().send(
      new RegisterImageCommand({
        Name: 'two',
        RootDeviceName: '/dev/xvda',
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { SnapshotId: SEED.plainSnapshot } },
          { DeviceName: '/dev/sdb', Ebs: { SnapshotId: SEED.encryptedSnapshot } },
        ],
      }),
    );
    const ref = { ...base, image: ImageId.parse(id) };
    world.sandbox.ec2.snapshots.delete(SEED.plainSnapshot);
    const read = await world.state(ref, 'snapshots', 'snapshotSharing', 'keyAliases');
    expect(read.snapshots).toMatchObject({ kind: 'known', value: [{ snapshot: SEED.encryptedSnapshot }] });
    expect(read.snapshotSharing).toEqual({
      kind: 'known',
      value: [{ snapshot: SEED.encryptedSnapshot, principals: [] }],
    });
    expect(read.keyAliases).toMatchObject({ kind: 'known', value: [{ key: SEED.goldenKey }] });
  });

  it('that says that there is no such image makes us look: gone, or a doubt', async () => {
    const never = { ...base, image: ImageId.parse('ami-0fffffffffffffff0') };
    expect(await world.reader.observe(never, ['ancestry'])).toMatchObject({ kind: 'gone', ref: never });
    world.sandbox.faults.failNext('GetImageAncestry', 'InvalidAMIID.NotFound', 1, 400);
    const read = await world.state(base, 'ancestry');
    expect(read.ancestry).toMatchObject({ kind: 'fault', code: 'InvalidAMIID.NotFound' });
    expect(read.image.kind).toBe('known');
  });
});
