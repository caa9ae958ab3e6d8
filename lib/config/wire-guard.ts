import type { EventPorts } from '../app/guard-ports.ts';
import { readerWithQuotas } from '../app/quotas/reader-with-quotas.ts';
import { dynamoInventory } from '../aws/dynamo-inventory.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { guardSettings, type Environment } from './settings.ts';
import { wireBase, wireMembers, wireQueues, type WireOptions } from './wire-shared.ts';

/** The guard's adapters: it reads images under the reader role and has no writer. Throws when the environment is not complete. */
export const wireGuard = (environment: Environment, options: WireOptions): EventPorts => {
  const settings = guardSettings(environment);
  const { config, ...base } = wireBase(settings, options);
  const role = {
    roleName: settings.READER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-guard',
  };
  const inventory = dynamoInventory({ client: base.database, table: settings.INVENTORY_TABLE });
  const reader = ec2Images({ ...wireMembers(config, role, base.clock), clock: base.clock });
  return {
    ...base,
    reader: readerWithQuotas(reader, { ...base, inventory }),
    queues: wireQueues(config, settings),
    inventory,
    heard: new Map(),
    writerRoleName: settings.WRITER_ROLE_NAME,
  };
};
