import type { DescribeSnapshotAttributeResult, DescribeSnapshotsResult } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SEED } from '../../../../lib/sandbox/ec2/seed/seed-world.ts';
import { aWorld, GOLDEN, PARTNER, refusal, STRANGER, type TestWorld } from './a-world.ts';

const PLAIN = SEED.plainSnapshot;
const ENCRYPTED = SEED.encryptedSnapshot;

const describeSnapshots = (test: TestWorld, input: object, account = GOLDEN): DescribeSnapshotsResult =>
  test.call(account, 'DescribeSnapshots', input) as DescribeSnapshotsResult;

const ids = (test: TestWorld, input: object, account = GOLDEN) =>
  describeSnapshots(test, input, account).Snapshots?.map(({ SnapshotId }) => SnapshotId);

const share = (test: TestWorld, SnapshotId: string, ...Add: object[]) =>
  test.call(GOLDEN, 'ModifySnapshotAttribute', { SnapshotId, CreateVolumePermission: { Add } });

const permission = (test: TestWorld, SnapshotId: string) =>
  (
    test.call(GOLDEN, 'DescribeSnapshotAttribute', {
      SnapshotId,
      Attribute: 'createVolumePermission',
    }) as DescribeSnapshotAttributeResult
  ).CreateVolumePermissions;

describe('DescribeSnapshots', () => {
  it('tells the key of an encrypted snapshot, and none of the other', () => {
    const snapshots = describeSnapshots(aWorld(), { SnapshotIds: [PLAIN, ENCRYPTED] }).Snapshots;

    expect(snapshots?.map(({ Encrypted, KmsKeyId, State }) => [Encrypted, KmsKeyId, State])).toEqual([
      [false, undefined, 'completed'],
      [true, 'arn:aws:kms:us-east-1:111122223333:key/0aaaaaaa-1111-4222-8333-444444444444', 'completed'],
    ]);
  });

  it.each([
    ['encryption', { Filters: [{ Name: 'encrypted', Values: ['true'] }] }, [ENCRYPTED]],
    ['id', { Filters: [{ Name: 'snapshot-id', Values: ['*a1'] }] }, [PLAIN]],
    [
      'description',
      { Filters: [{ Name: 'description', Values: ['golden base, *encrypted'] }] },
      [PLAIN, ENCRYPTED],
    ],
  ])('filters by %s', (_what, input, expected) => {
    expect(ids(aWorld(), { OwnerIds: ['self'], ...input })).toEqual(expected);
  });

  it.each([
    ['an unknown snapshot', { SnapshotIds: ['snap-0123456789abcdef0'] }, 'InvalidSnapshot.NotFound'],
    ["another account's", { SnapshotIds: ['snap-0ccccccccccccccc1'] }, 'InvalidSnapshot.NotFound'],
    ['a malformed id', { SnapshotIds: ['snap'] }, 'InvalidSnapshotID.Malformed'],
    ['pages of named ones', { SnapshotIds: [PLAIN], MaxResults: 5 }, 'InvalidParameterCombination'],
    ['pages that are too small', { MaxResults: 4 }, 'InvalidParameterValue'],
    ['a malformed owner', { OwnerIds: ['x'] }, 'InvalidUserID.Malformed'],
  ])('refuses %s', (_what, input, code) => {
    const test = aWorld();
    expect(refusal(() => describeSnapshots(test, input))).toBe(code);
  });

  it('shows shared and public ones', () => {
    const test = aWorld();
    share(test, ENCRYPTED, { UserId: PARTNER });
    share(test, PLAIN, { Group: 'all' });

    expect(ids(test, { RestorableByUserIds: ['self'] }, PARTNER)).toEqual([ENCRYPTED]);
    expect(ids(test, { RestorableByUserIds: ['all'] }, STRANGER)).toEqual([PLAIN]);
    expect(ids(test, {}, PARTNER)).toEqual([PLAIN, ENCRYPTED]);
  });
});

describe('ModifySnapshotAttribute', () => {
  it('adds and removes, in the newer form and the older one', () => {
    const test = aWorld();
    share(test, PLAIN, { UserId: PARTNER }, { Group: 'all' });
    test.call(GOLDEN, 'ModifySnapshotAttribute', {
      SnapshotId: PLAIN,
      Attribute: 'createVolumePermission',
      OperationType: 'remove',
      GroupNames: ['all'],
    });

    expect(permission(test, PLAIN)).toEqual([{ UserId: PARTNER }]);
    test.call(GOLDEN, 'ResetSnapshotAttribute', { SnapshotId: PLAIN, Attribute: 'createVolumePermission' });
    expect(permission(test, PLAIN)).toEqual([]);
  });

  it('refuses to make an encrypted one public, or any while that is blocked', () => {
    const test = aWorld();
    expect(refusal(() => share(test, ENCRYPTED, { Group: 'all' }))).toBe('OperationNotPermitted');
    test.call(GOLDEN, 'EnableSnapshotBlockPublicAccess', { State: 'block-new-sharing' });

    expect(refusal(() => share(test, PLAIN, { Group: 'all' }))).toBe('OperationNotPermitted');
    expect(refusal(() => share(test, PLAIN, { UserId: PARTNER }))).toBe('done');
  });

  it('refuses to share one under the aws/ebs key', () => {
    const test = aWorld();
    const { SnapshotId } = test.call(GOLDEN, 'CopySnapshot', {
      SourceSnapshotId: PLAIN,
      SourceRegion: 'us-east-1',
      Encrypted: true,
    }) as { SnapshotId: string };

    expect(refusal(() => share(test, SnapshotId, { UserId: PARTNER }))).toBe('OperationNotPermitted');
  });

  it('hides public snapshots once all public sharing is blocked, and shows them again after', () => {
    const test = aWorld();
    share(test, PLAIN, { Group: 'all' });
    test.call(GOLDEN, 'EnableSnapshotBlockPublicAccess', { State: 'block-all-sharing' });
    expect(ids(test, {}, STRANGER)).toEqual([]);
    test.call(GOLDEN, 'DisableSnapshotBlockPublicAccess', {});

    expect(ids(test, {}, STRANGER)).toEqual([PLAIN]);
  });
});

describe('DeleteSnapshot', () => {
  it('refuses one on which an image stands', () => {
    const test = aWorld();
    expect(refusal(() => test.call(GOLDEN, 'DeleteSnapshot', { SnapshotId: PLAIN }))).toBe(
      'InvalidSnapshot.InUse',
    );
    test.call(GOLDEN, 'DeregisterImage', { ImageId: SEED.baseImage });

    expect(refusal(() => test.call(GOLDEN, 'DeleteSnapshot', { SnapshotId: PLAIN }))).toBe('done');
    expect(refusal(() => describeSnapshots(test, { SnapshotIds: [PLAIN] }))).toBe('InvalidSnapshot.NotFound');
  });
});

describe('CreateSnapshots', () => {
  it('takes one of each volume, pending and then completed', () => {
    const test = aWorld();
    const answer = test.call(GOLDEN, 'CreateSnapshots', {
      InstanceSpecification: { InstanceId: SEED.instance },
    }) as DescribeSnapshotsResult;
    const [snapshot] = answer.Snapshots ?? [];

    expect(snapshot).toMatchObject({ State: 'pending', Encrypted: true, KmsKeyId: SEED.goldenKey });
    test.clock.advance(2_000);
    expect(describeSnapshots(test, { SnapshotIds: [snapshot?.SnapshotId] }).Snapshots?.[0]?.State).toBe(
      'completed',
    );
  });
});

describe('CopySnapshot', () => {
  it('does not take a request without a source region for an unknown snapshot', () => {
    const input = { SourceSnapshotId: 'snap-0123456789abcdef0' };

    expect(refusal(() => aWorld().call(GOLDEN, 'CopySnapshot', input))).toBe('InvalidSnapshot.NotFound');
  });
});
