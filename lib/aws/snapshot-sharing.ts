import {
  DescribeSnapshotAttributeCommand,
  type CreateVolumePermission,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import type { SnapshotSharing } from '../model/facts.ts';
import { Fault } from '../model/fault.ts';
import { AccountId, type SnapshotId } from '../model/ids.ts';
import type { Datum } from '../model/image.ts';
import type { Principal } from '../model/principal.ts';
import { datumFault } from './datum.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { present, toFault } from './faults.ts';

const OPERATION = 'DescribeSnapshotAttribute';

// One call each: an image may have as many snapshots as an instance has devices, and EC2 gives 100 reads at once and 20 a second.
const AT_ONCE = 5;

const principalOf = (permission: CreateVolumePermission): Principal => {
  const account = AccountId.safeParse(permission.UserId);
  if (permission.Group === 'all' && permission.UserId === undefined) return { kind: 'public' };
  if (permission.Group === undefined && account.success) return { kind: 'account', account: account.data };
  const what = `a create-volume permission that we do not understand: ${JSON.stringify(permission)}`;
  throw new Fault(OPERATION, 'UnknownShape', what, { retryable: false });
};

const sharingOf = async (client: EC2Client, snapshot: SnapshotId): Promise<SnapshotSharing | Fault> => {
  try {
    const answer = await client.send(
      new DescribeSnapshotAttributeCommand({ SnapshotId: snapshot, Attribute: 'createVolumePermission' }),
    );
    const permissions = present(OPERATION, 'createVolumePermission', answer.CreateVolumePermissions);
    return { snapshot, principals: permissions.map(principalOf) };
  } catch (error) {
    return toFault(OPERATION, error);
  }
};

/**
 * Who may make volumes of these snapshots, one call each. One that cannot be read is left out, so that it hides no other; only
 * where none can be read is the whole a fault, the first one's. Never rejects.
 */
export const readSnapshotSharing = async (
  client: EC2Client,
  ids: readonly SnapshotId[],
): Promise<Datum<readonly SnapshotSharing[]>> => {
  const read = await fewAtATime(ids, AT_ONCE, (id) => sharingOf(client, id));
  const [fault] = read.filter((one) => one instanceof Fault);
  const known = read.filter((one): one is SnapshotSharing => !(one instanceof Fault));
  return known.length === 0 && fault !== undefined ? datumFault(fault) : { kind: 'known', value: known };
};
