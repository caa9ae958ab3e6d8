import { DescribeSnapshotsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { SnapshotId } from '../model/ids.ts';
import type { SnapshotFacts } from '../model/image.ts';
import type { PlaceReader } from '../ports/estate-reader.ts';
import { snapshotFacts } from './ec2-snapshots.ts';
import { asFault, present } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { chunksOf } from './listed-images.ts';
import { allPages } from './pages.ts';

const OPERATION = 'DescribeSnapshots';

// EC2 takes up to 200 values in a filter. By ids it would refuse the whole call for one that is gone.
const IN_A_FILTER = 200;
const AT_ONCE = 5;

/** These snapshots by id; those that the account does not see are left out. */
export const listSnapshots =
  (client: EC2Client): PlaceReader['snapshots'] =>
  async (ids) => {
    const batches = chunksOf([...new Set(ids)], IN_A_FILTER);
    const found = await fewAtATime(batches, AT_ONCE, (batch) => described(client, batch));
    return new Map(found.flat().map((facts) => [facts.snapshot, facts]));
  };

const described = (client: EC2Client, ids: readonly SnapshotId[]): Promise<readonly SnapshotFacts[]> =>
  allPages(
    (token) =>
      asFault(
        OPERATION,
        client.send(
          new DescribeSnapshotsCommand({
            Filters: [{ Name: 'snapshot-id', Values: [...ids] }],
            MaxResults: 1000,
            ...token,
          }),
        ),
      ),
    ({ Snapshots }) =>
      present(OPERATION, 'snapshotSet', Snapshots).map((snapshot) => snapshotFacts(ids, snapshot)),
  );

/** How many snapshots the account owns in the region. */
export const countSnapshots =
  (client: EC2Client): PlaceReader['snapshotCount'] =>
  async () => {
    let count = 0;
    let token: string | undefined;
    do {
      const more = token === undefined ? {} : { NextToken: token };
      const command = new DescribeSnapshotsCommand({ OwnerIds: ['self'], MaxResults: 1000, ...more });
      const page = await asFault(OPERATION, client.send(command));
      count += present(OPERATION, 'snapshotSet', page.Snapshots).length;
      token = page.NextToken;
    } while (token);
    return count;
  };
