import type { GuardPorts } from '../app/guard-ports.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { guardSettings, type Environment } from './settings.ts';
import { wireBase, wireMembers, wireQueues, type WireOptions } from './wire-shared.ts';

/** The guard's adapters: it reads images under the reader role and has no writer. Throws when the environment is not complete. */
export const wireGuard = (environment: Environment, options: WireOptions): GuardPorts => {
  const settings = guardSettings(environment);
  const { config, ...base } = wireBase(settings, options);
  const role = {
    roleName: settings.READER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-guard',
  };
  return {
    ...base,
    reader: ec2Images({ ...wireMembers(config, role, base.clock), clock: base.clock }),
    queues: wireQueues(config, settings),
    writerRoleName: settings.WRITER_ROLE_NAME,
  };
};
