import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RemediationPorts } from '../app/remediation-ports.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { ec2Writer } from '../aws/ec2-writer.ts';
import { remediateSettings, type Environment } from './settings.ts';
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

/** The adapters that change images, under the writer role. Throws when the environment is not complete. */
export const wireRemediate = (environment: Environment, options: WireOptions): RemediationPorts => {
  const settings = remediateSettings(environment);
  const clock = options.clock ?? systemClock;
  const config = clientConfig(settings, options);
  const dynamo = new DynamoDBClient(config);
  const policies = wirePolicies(dynamo, config, settings, options, clock);
  const role = {
    roleName: settings.WRITER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-remediate',
  };
  const clients = wireEc2(config, role, clock);
  return {
    reader: ec2Images({ clients, clock }),
    writer: ec2Writer({ clients }),
    journal: wireJournal(dynamo, settings.JOURNAL_TABLE, clock),
    queues: wireQueues(config, settings),
    policies,
    organizations: wireOrganizations(config, policies, clock),
    telemetry: options.telemetry,
    clock,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
};
