import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { InstanceId } from '../model/ids.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { PlaceReader } from '../ports/estate-reader.ts';
import { datumOf } from './datum.ts';
import { asFault, present } from './faults.ts';
import { instanceFacts } from './observe-instance.ts';

const OPERATION = 'DescribeInstances';

/** The instances of the account in the region that are not terminated, page by page. */
export const listInstances = (client: EC2Client, place: AccountRegion): PlaceReader['instances'] =>
  async function* () {
    let token: string | undefined;
    do {
      const more = token === undefined ? {} : { NextToken: token };
      const page = await asFault(
        OPERATION,
        client.send(new DescribeInstancesCommand({ MaxResults: 1000, ...more })),
      );
      const instances = present(OPERATION, 'reservationSet', page.Reservations).flatMap(
        ({ Instances = [], OwnerId: owner }) => Instances.map((instance) => ({ instance, owner })),
      );
      yield await Promise.all(
        instances
          .filter(({ instance }) => instance.State?.Name !== 'terminated')
          .map(async ({ instance, owner }) => {
            const id = InstanceId.parse(instance.InstanceId);
            const read = (): Promise<ReturnType<typeof instanceFacts>> =>
              Promise.resolve(instanceFacts({ ...place, instance: id }, instance, owner, null));
            return { instance: id, facts: await datumOf(OPERATION, async () => read()) };
          }),
      );
      token = page.NextToken;
    } while (token);
  };
