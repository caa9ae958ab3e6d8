import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { GuardPorts } from '../app/guard-ports.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { guardSettings, type Environment } from './settings.ts';
import {
  clientConfig,
  systemClock,
  wireEc2,
  wireJournal,
  wireOrganizations,
  wirePolicies,
  wireQueues,
  type WireOptions,
} from './wire-shared.ts';

/** The guard's adapters: it reads images under the reader role and has no writer. Throws when the environment is not complete. */
export const wireGuard = (environment: Environment, options: WireOptions): GuardPorts => {
  const settings = guardSettings(environment);
  const clock = options.clock ?? systemClock;
  const config = clientConfig(settings, options);
  const dynamo = new DynamoDBClient(config);
  const policies = wirePolicies(dynamo, config, settings, options, clock);
  const role = {
    roleName: settings.READER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-guard',
  };
  return {
    reader: ec2Images({ clients: wireEc2(config, role, clock), clock }),
    journal: wireJournal(dynamo, settings.JOURNAL_TABLE, clock),
    queues: wireQueues(config, settings),
    policies,
    organizations: wireOrganizations(config, policies, clock),
    telemetry: options.telemetry,
    clock,
    writerRoleName: settings.WRITER_ROLE_NAME,
  };
};
