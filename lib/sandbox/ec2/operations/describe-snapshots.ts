import type { DescribeSnapshotsRequest, DescribeSnapshotsResult, Snapshot } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { mayCopy } from '../access.ts';
import { createFilter, filterValue, type FilterValues } from '../filter.ts';
import { pageOf } from '../page.ts';
import { isAccountId, snapshotIdOf, snapshotNotFound } from '../refusals.ts';
import type { StoredSnapshot } from '../snapshot.ts';
import { tagMember } from '../tags.ts';
import type { World } from '../world.ts';

const progressOf = ({ state }: StoredSnapshot): string => (state === 'completed' ? '100%' : '');

const FILTERS: FilterValues<StoredSnapshot> = {
  description: ({ description }) => [description],
  encrypted: ({ kmsKey }) => [String(kmsKey !== null)],
  'owner-alias': () => [],
  'owner-id': ({ owner }) => [owner],
  progress: (snapshot) => [progressOf(snapshot)],
  'snapshot-id': ({ id }) => [id],
  'start-time': ({ startedAt }) => [startedAt.toISOString()],
  status: ({ state }) => [state],
  'storage-tier': ({ tier }) => [tier],
  'transfer-type': () => ['standard'],
  'volume-id': ({ volume }) => [volume],
  'volume-size': ({ sizeGiB }) => filterValue(sizeGiB),
};

/** The snapshot as DescribeSnapshots shows it to this account; tags are the owner's alone. */
export const snapshotView = (snapshot: StoredSnapshot, viewer: string): Snapshot => ({
  SnapshotId: snapshot.id,
  OwnerId: snapshot.owner,
  State: snapshot.state,
  ...(snapshot.state === 'error' ? { StateMessage: 'Given key ID is not accessible' } : {}),
  StartTime: snapshot.startedAt,
  ...(snapshot.completedAt === null ? {} : { CompletionTime: snapshot.completedAt }),
  Progress: progressOf(snapshot),
  VolumeId: snapshot.volume,
  VolumeSize: snapshot.sizeGiB,
  Description: snapshot.description,
  Encrypted: snapshot.kmsKey !== null,
  ...(snapshot.kmsKey === null ? {} : { KmsKeyId: snapshot.kmsKey }),
  StorageTier: snapshot.tier,
  TransferType: 'standard',
  ...(snapshot.owner === viewer ? tagMember(snapshot.tags) : {}),
});

const named = (
  world: World,
  ids: readonly string[],
  { caller, region }: CallContext,
): readonly StoredSnapshot[] =>
  [...new Set(ids.map((id) => snapshotIdOf(id)))].map((id) => {
    const snapshot = world.snapshots.read(id);
    if (snapshot?.region !== region || !mayCopy(world, snapshot, caller.account)) throw snapshotNotFound(id);
    return snapshot;
  });

const userOf = (user: string): string => {
  if (['self', 'all', 'amazon'].includes(user) || isAccountId(user)) return user;
  throw new AwsError('InvalidUserID.Malformed', `Invalid user id: "${user}"`);
};

/** Snapshots that the caller owns or may make volumes of. */
export const describeSnapshots = (
  world: World,
  input: DescribeSnapshotsRequest,
  context: CallContext,
): DescribeSnapshotsResult => {
  const { caller, region } = context;
  const owners = (input.OwnerIds ?? []).map(userOf);
  const restorable = (input.RestorableByUserIds ?? []).map(userOf);
  const ids = input.SnapshotIds ?? [];
  if (ids.length > 0 && input.MaxResults !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter snapshotSet cannot be used with the parameter maxResults',
    );
  }
  const tests: readonly ((snapshot: StoredSnapshot) => boolean)[] = [
    ({ owner }) =>
      owners.length === 0 || owners.includes(owner) || (owners.includes('self') && owner === caller.account),
    ({ owner, permission }) =>
      restorable.length === 0 ||
      restorable.some((user) => {
        if (user === 'self' && owner === caller.account) return true;
        return permission.some((principal) =>
          principal.kind === 'public'
            ? user === 'all'
            : principal.account === (user === 'self' ? caller.account : user),
        );
      }),
    createFilter(input.Filters, FILTERS, (snapshot) =>
      snapshot.owner === caller.account ? snapshot.tags : {},
    ),
  ];
  const mine = owners.length > 0 && owners.every((owner) => owner === 'self' || owner === caller.account);
  const candidates =
    ids.length > 0
      ? named(world, ids, context)
      : mine
        ? world.snapshots.list(region, caller.account)
        : world.snapshots.list(region).filter((snapshot) => mayCopy(world, snapshot, caller.account));
  const { items, token } = pageOf(candidates, input, { least: 5, most: 1_000 }, (snapshot) =>
    tests.every((test) => test(snapshot)),
  );
  return { Snapshots: items.map((snapshot) => snapshotView(snapshot, caller.account)), ...token };
};
