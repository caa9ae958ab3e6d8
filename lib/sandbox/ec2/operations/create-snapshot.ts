import type {
  CopySnapshotRequest,
  CopySnapshotResult,
  CreateSnapshotRequest,
  CreateSnapshotsRequest,
  CreateSnapshotsResult,
  DeleteSnapshotRequest,
  Snapshot,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { mayCopy } from '../access.ts';
import { copyKey } from '../copy-key.ts';
import { ownSnapshot } from '../find.ts';
import type { StoredInstance } from '../instance.ts';
import { mayUseKey } from '../keys.ts';
import { startSnapshot } from '../new-snapshot.ts';
import { missing, snapshotIdOf, snapshotNotFound } from '../refusals.ts';
import { imagesBackedBy } from '../snapshot-use.ts';
import { specifiedTags } from '../tags.ts';
import type { World } from '../world.ts';
import { snapshotView } from './describe-snapshots.ts';

type Volume = StoredInstance['volumes'][number];

const ownInstances = (world: World, { caller, region }: CallContext): readonly StoredInstance[] =>
  world.instances.list(region, caller.account);

/** A snapshot of a volume of one of the caller's instances: the sandbox has no other volumes. */
export const createSnapshot = (
  world: World,
  input: CreateSnapshotRequest,
  context: CallContext,
): Snapshot => {
  if (input.VolumeId === undefined) throw missing('VolumeId');
  const volume = ownInstances(world, context)
    .flatMap(({ volumes }) => volumes)
    .find((candidate) => candidate.volume === input.VolumeId);
  if (volume === undefined) {
    throw new AwsError('InvalidVolume.NotFound', `The volume '${input.VolumeId}' does not exist.`);
  }
  const tags = specifiedTags(input.TagSpecifications, 'snapshot', ['snapshot']);
  context.beforeWrite();
  const snapshot = startSnapshot(world, { ...volume, description: input.Description ?? '', tags }, context);
  return snapshotView(snapshot, context.caller.account);
};

const wantedVolumes = (instance: StoredInstance, input: CreateSnapshotsRequest): readonly Volume[] => {
  const { ExcludeBootVolume: noBoot, ExcludeDataVolumeIds: without = [] } = input.InstanceSpecification ?? {};
  return instance.volumes.filter(
    ({ volume }, index) => !(noBoot === true && index === 0) && !without.includes(volume),
  );
};

/** Snapshots of all volumes of an instance. */
export const createSnapshots = (
  world: World,
  input: CreateSnapshotsRequest,
  context: CallContext,
): CreateSnapshotsResult => {
  const id = input.InstanceSpecification?.InstanceId;
  if (id === undefined) throw missing('InstanceSpecification.InstanceId');
  const instance = ownInstances(world, context).find((candidate) => candidate.id === id);
  if (instance === undefined) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }
  const tags = specifiedTags(input.TagSpecifications, 'snapshot', ['snapshot']);
  context.beforeWrite();
  const description = input.Description ?? '';
  const snapshots = wantedVolumes(instance, input).map((volume) =>
    startSnapshot(world, { ...volume, description, tags }, context),
  );
  return { Snapshots: snapshots.map((snapshot) => snapshotView(snapshot, context.caller.account)) };
};

/** A copy into the region of the call. Without the use of its keys the call succeeds and the copy ends in `error`. */
export const copySnapshot = (
  world: World,
  input: CopySnapshotRequest,
  context: CallContext,
): CopySnapshotResult => {
  const { caller } = context;
  const id = snapshotIdOf(input.SourceSnapshotId, 'SourceSnapshotId');
  const source = world.snapshots.get(id);
  if (source === null || source.region !== input.SourceRegion || !mayCopy(world, source, caller.account))
    throw snapshotNotFound(id);
  if (source.state !== 'completed') {
    throw new AwsError('IncorrectState', `Snapshot '${id}' is not 'completed'`);
  }
  const kmsKey = copyKey(world, input, source, context);
  const tags = specifiedTags(input.TagSpecifications, 'snapshot', ['snapshot']);
  const failing = [source.kmsKey, kmsKey]
    .filter((arn) => arn !== null)
    .some((arn) => {
      const key = world.keys.get(arn);
      return key === null || !mayUseKey(key, caller.account, (account) => world.membership(account));
    });
  context.beforeWrite();
  const copy = startSnapshot(
    world,
    {
      sizeGiB: source.sizeGiB,
      volume: 'vol-ffffffff',
      description: input.Description ?? `[Copied ${id} from ${source.region}]`,
      kmsKey,
      tags,
    },
    context,
    () => failing,
  );
  return { SnapshotId: copy.id };
};

/** Refused while an image, in the Recycle Bin too, stands on it. */
export const deleteSnapshot = (
  world: World,
  input: DeleteSnapshotRequest,
  context: CallContext,
): undefined => {
  const snapshot = ownSnapshot(world, input.SnapshotId, context);
  const [image] = imagesBackedBy(world, snapshot);
  if (image !== undefined) {
    throw new AwsError(
      'InvalidSnapshot.InUse',
      `The snapshot ${snapshot.id} is currently in use by ${image.id}`,
    );
  }
  context.beforeWrite();
  world.snapshots.delete(snapshot.id);
};
