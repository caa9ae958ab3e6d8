import {
  type CreateVolumePermission,
  type EC2Client,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import type { ImageId } from '../model/ids.ts';
import type { Write } from '../model/plan.ts';
import { commonPrincipals, principalKey, type Principal } from '../model/principal.ts';
import { permissionOf } from './launch-permission.ts';
import { requestIdOf } from './request-id.ts';

interface Change {
  readonly add: readonly Principal[];
  readonly remove: readonly Principal[];
}

/** One ModifyImageAttribute of exactly the principals named. EC2 takes adding a grant that is there, and removing one that is not, for done. */
export const sendLaunchPermission = async (
  client: EC2Client,
  image: ImageId,
  change: Change,
): Promise<string | null> => {
  vet('ModifyImageAttribute', image, change);
  const command = new ModifyImageAttributeCommand({
    ImageId: image,
    LaunchPermission: sides(change, permissionOf),
  });
  return requestIdOf('ModifyImageAttribute', client.send(command));
};

/** One ModifySnapshotAttribute of exactly the principals named: group all, or accounts. */
export const sendSnapshotPermission = async (
  client: EC2Client,
  write: Extract<Write, { kind: 'snapshot-permission' }>,
): Promise<string | null> => {
  vet('ModifySnapshotAttribute', write.snapshot, write);
  const command = new ModifySnapshotAttributeCommand({
    SnapshotId: write.snapshot,
    Attribute: 'createVolumePermission',
    CreateVolumePermission: sides(write, volumePermissionOf),
  });
  return requestIdOf('ModifySnapshotAttribute', client.send(command));
};

const sides = <Permission>(
  { add, remove }: Change,
  form: (principal: Principal) => Permission,
): { Add?: Permission[]; Remove?: Permission[] } => ({
  ...(add.length > 0 && { Add: add.map(form) }),
  ...(remove.length > 0 && { Remove: remove.map(form) }),
});

const volumePermissionOf = (principal: Principal): CreateVolumePermission => {
  if (principal.kind === 'public') return { Group: 'all' };
  if (principal.kind === 'account') return { UserId: principal.account };
  const message = `a snapshot is shared with accounts or with all, never with ${principalKey(principal)}`;
  throw new Fault('ModifySnapshotAttribute', 'WrongPrincipal', message, { retryable: false });
};

const vet = (operation: string, what: string, { add, remove }: Change): void => {
  const refuse = (code: string, message: string): never => {
    throw new Fault(operation, code, message, { retryable: false });
  };
  if (add.length === 0 && remove.length === 0) refuse('EmptyChange', `nothing to do to ${what}`);
  const both = commonPrincipals(add, remove).map(principalKey).join(', ');
  if (both !== '') refuse('ContradictoryChange', `asked to add and to remove ${both} on ${what}`);
};
