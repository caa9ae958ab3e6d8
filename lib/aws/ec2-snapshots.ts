import { DescribeSnapshotsCommand, type EC2Client, type Snapshot } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import { AccountId, type SnapshotId } from '../model/ids.ts';
import type { BlockDevice, Datum, SnapshotFacts } from '../model/image.ts';
import { datumOf } from './datum.ts';
import { errorCode, present } from './faults.ts';

/** What DescribeSnapshots says of a snapshot that was asked for. Throws a `Fault` of code `UnknownShape`. */
export const snapshotFacts = (asked: readonly SnapshotId[], snapshot: Snapshot): SnapshotFacts => {
  const id = asked.find((candidate) => candidate === snapshot.SnapshotId);
  if (id === undefined || snapshot.Encrypted === undefined) {
    throw new Fault('DescribeSnapshots', 'UnknownShape', JSON.stringify(snapshot), { retryable: false });
  }
  const owner = AccountId.safeParse(snapshot.OwnerId);
  return {
    snapshot: id,
    owner: owner.success ? owner.data : null,
    encrypted: snapshot.Encrypted,
    kmsKey: snapshot.KmsKeyId ?? null,
  };
};

const describe = async (client: EC2Client, ids: readonly SnapshotId[]): Promise<readonly SnapshotFacts[]> => {
  const answer = await client.send(new DescribeSnapshotsCommand({ SnapshotIds: [...ids] }));
  return present('DescribeSnapshots', 'snapshotSet', answer.Snapshots).map((snapshot) =>
    snapshotFacts(ids, snapshot),
  );
};

const isMissing = (error: unknown): boolean => errorCode(error) === 'InvalidSnapshot.NotFound';

const describeOne = async (client: EC2Client, id: SnapshotId): Promise<readonly SnapshotFacts[]> => {
  try {
    return await describe(client, [id]);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

const describeAll = async (
  client: EC2Client,
  ids: readonly SnapshotId[],
): Promise<readonly SnapshotFacts[]> => {
  try {
    return await describe(client, ids);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (ids.length === 1) return [];
    // EC2 refuses the whole batch for one unknown snapshot and tells nothing of the others.
    return (await Promise.all(ids.map((id) => describeOne(client, id)))).flat();
  }
};

/** The ids of the snapshots behind these devices, each once. */
export const backingSnapshots = (devices: readonly BlockDevice[]): readonly SnapshotId[] => [
  ...new Set(devices.flatMap((device) => (device.kind === 'ebs' ? (device.snapshot ?? []) : []))),
];

/**
 * These snapshots, in one call (one each when EC2 knows one of them no more). A snapshot that is missing, or hidden from
 * this account, is left out; one of another account is told with its owner. Never rejects.
 */
export const readSnapshots = (
  client: EC2Client,
  ids: readonly SnapshotId[],
): Promise<Datum<readonly SnapshotFacts[]>> =>
  datumOf('DescribeSnapshots', () => (ids.length === 0 ? Promise.resolve([]) : describeAll(client, ids)));
