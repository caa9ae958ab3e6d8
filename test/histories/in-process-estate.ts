import type { EC2Client } from '@aws-sdk/client-ec2';
import { toFault } from '../../lib/aws/faults.ts';
import { placeReader } from '../../lib/aws/place-reader.ts';
import { Fault } from '../../lib/model/fault.ts';
import type { AccountId } from '../../lib/model/ids.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { EstateReader } from '../../lib/ports/estate-reader.ts';
import type { Caller } from '../../lib/sandbox/wire/service.ts';
import type { InProcessEc2 } from './in-process-ec2.ts';

const nobody = (): Promise<never> =>
  Promise.reject(new Fault('client', 'NotHere', 'this estate has EC2 alone', { retryable: false }));

/** The real bulk reads on the sandbox's EC2 without its endpoint. */
export const inProcessEstate = (
  ec2: InProcessEc2,
  callerOf: (account: AccountId) => Caller,
  clock: Clock,
): EstateReader => ({
  open: (place, passage) => {
    const clients = ec2.clients(callerOf);
    const passing: typeof clients = async (account, region) => {
      const client = await clients(account, region);
      const send = async (command: object): Promise<unknown> => {
        const operation = command.constructor.name.replace(/Command$/, '');
        try {
          return await passage(operation, () =>
            client.send(command as never).catch((error: unknown) => {
              throw toFault(operation, error);
            }),
          );
        } catch (error) {
          throw error instanceof Fault ? (error.cause ?? error) : error;
        }
      };
      return { send } as unknown as EC2Client;
    };
    return placeReader(place, { ec2: passing, kms: nobody, quotas: nobody }, clock);
  },
});
