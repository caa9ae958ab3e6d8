import type {
  CreateVolumePermission,
  DescribeSnapshotAttributeRequest,
  DescribeSnapshotAttributeResult,
  ModifySnapshotAttributeRequest,
  ResetSnapshotAttributeRequest,
} from '@aws-sdk/client-ec2';
import { principalKey } from '../../../model/principal.ts';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { ownSnapshot } from '../find.ts';
import { volumePermissionOf, volumePrincipalsOf } from '../principals.ts';
import { invalidValue, missing } from '../refusals.ts';
import type { StoredSnapshot, VolumePrincipal } from '../snapshot.ts';
import type { World } from '../world.ts';

interface Modification {
  readonly add: readonly VolumePrincipal[];
  readonly remove: readonly VolumePrincipal[];
}

const oldEntries = (input: ModifySnapshotAttributeRequest): readonly VolumePrincipal[] =>
  [
    ...(input.GroupNames ?? []).map((Group): CreateVolumePermission => {
      if (Group === 'all') return { Group };
      throw invalidValue(Group, 'UserGroup');
    }),
    ...(input.UserIds ?? []).map((UserId) => ({ UserId })),
  ].flatMap(volumePrincipalsOf);

const modificationOf = (input: ModifySnapshotAttributeRequest): Modification => {
  if (input.Attribute === 'productCodes') {
    throw new AwsError('UnsupportedOperation', 'Product codes cannot be added to a snapshot.');
  }
  const older = oldEntries(input);
  const add = (input.CreateVolumePermission?.Add ?? []).flatMap(volumePrincipalsOf);
  const remove = (input.CreateVolumePermission?.Remove ?? []).flatMap(volumePrincipalsOf);
  if (older.length > 0 && input.OperationType === undefined) throw missing('OperationType');
  if (older.length > 0) {
    return input.OperationType === 'add' ? { add: older, remove } : { add, remove: older };
  }
  if (add.length + remove.length === 0) {
    throw new AwsError('InvalidParameterCombination', 'No attributes specified.');
  }
  return { add, remove };
};

const assertMayBeShared = (world: World, snapshot: StoredSnapshot, add: readonly VolumePrincipal[]): void => {
  if (add.length === 0) return;
  const key = snapshot.kmsKey === null ? null : world.keys.get(snapshot.kmsKey);
  if (key?.managed === true) {
    throw new AwsError('OperationNotPermitted', 'Encrypted snapshots with EBS default key cannot be shared');
  }
  if (!add.some(({ kind }) => kind === 'public')) return;
  if (snapshot.kmsKey !== null) {
    throw new AwsError('OperationNotPermitted', 'Encrypted snapshots cannot be shared publicly');
  }
  if (world.settings(snapshot.owner, snapshot.region).snapshotBlock.state !== 'unblocked') {
    throw new AwsError(
      'OperationNotPermitted',
      "You can't publicly share this snapshot because block public access for snapshots is enabled for this account.",
    );
  }
};

/** Lets accounts, or everybody, make volumes of an own snapshot, or no longer. */
export const modifySnapshotAttribute = (
  world: World,
  input: ModifySnapshotAttributeRequest,
  context: CallContext,
): undefined => {
  const { add, remove } = modificationOf(input);
  const snapshot = ownSnapshot(world, input.SnapshotId, context);
  assertMayBeShared(world, snapshot, add);
  context.beforeWrite();
  const after = new Map(snapshot.permission.map((principal) => [principalKey(principal), principal]));
  for (const principal of add) after.set(principalKey(principal), principal);
  for (const principal of remove) after.delete(principalKey(principal));
  world.snapshots.put({ ...snapshot, permission: [...after.values()] });
};

export const resetSnapshotAttribute = (
  world: World,
  input: ResetSnapshotAttributeRequest,
  context: CallContext,
): undefined => {
  if (input.Attribute !== 'createVolumePermission') throw invalidValue(String(input.Attribute), 'attribute');
  const snapshot = ownSnapshot(world, input.SnapshotId, context);
  context.beforeWrite();
  world.snapshots.put({ ...snapshot, permission: [] });
};

export const describeSnapshotAttribute = (
  world: World,
  input: DescribeSnapshotAttributeRequest,
  context: CallContext,
): DescribeSnapshotAttributeResult => {
  const snapshot = ownSnapshot(world, input.SnapshotId, context);
  switch (input.Attribute) {
    case 'createVolumePermission':
      return {
        SnapshotId: snapshot.id,
        CreateVolumePermissions: snapshot.permission.map(volumePermissionOf),
      };
    case 'productCodes':
      return { SnapshotId: snapshot.id, ProductCodes: [] };
    case undefined:
      throw missing('Attribute');
  }
};
