import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { CoveragePorts } from '../app/coverage/tell-coverage.ts';
import { readerWithQuotas } from '../app/quotas/reader-with-quotas.ts';
import type { SurveyPorts } from '../app/sweep-organization/survey-ports.ts';
import type { WorkerPorts } from '../app/sweep-organization/worker-ports.ts';
import { accountRegions } from '../aws/account-regions.ts';
import { dynamoCoverage } from '../aws/dynamo-coverage.ts';
import { dynamoInventory } from '../aws/dynamo-inventory.ts';
import { ec2Clients } from '../aws/ec2-clients.ts';
import { ec2Images } from '../aws/ec2-images.ts';
import { estateReader } from '../aws/estate-reader.ts';
import { organizations } from '../aws/organizations.ts';
import { quotaReader, usageClients } from '../aws/quota-usage.ts';
import { s3SweepLists } from '../aws/s3-sweep-lists.ts';
import { memberCredentials } from '../aws/sessions.ts';
import { sqsNotices } from '../aws/sqs-queues.ts';
import { Region } from '../model/ids.ts';
import { coverageSettings, surveySettings, sweepSettings, type Environment } from './settings.ts';
import {
  clientConfig,
  systemClock,
  wireBase,
  wireMembers,
  wireQueues,
  type WireOptions,
} from './wire-shared.ts';

/** What finds out where is to be swept. Throws when the environment is not complete. */
export const wireSurvey = (environment: Environment, options: WireOptions): SurveyPorts => {
  const settings = surveySettings(environment);
  const clock = options.clock ?? systemClock;
  const config = clientConfig(settings, options);
  const client = new DynamoDBClient(config);
  const credentials = memberCredentials({
    sts: new STSClient(config),
    roleName: settings.READER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-survey',
    clock,
  });
  const clients = ec2Clients({
    credentials,
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
  });
  return {
    organizations: organizations({
      // Organizations is a global service, signed for us-east-1.
      client: new OrganizationsClient({ ...config, region: 'us-east-1' }),
      clock,
      withTags: () => Promise.resolve(false),
    }),
    inventory: dynamoInventory({ client, table: settings.INVENTORY_TABLE }),
    regions: accountRegions(clients, Region.parse(settings.AWS_REGION)),
    book: dynamoCoverage({ client, name: settings.INVENTORY_TABLE, token: randomUUID }),
    // Virtual hosts are names that a sandbox's address does not have.
    lists: s3SweepLists(
      new S3Client({ ...config, forcePathStyle: config.endpoint !== undefined }),
      settings.SWEEP_BUCKET,
    ),
    settings: {
      regions: settings.SWEEP_REGIONS,
      concurrency: settings.SWEEP_CONCURRENCY,
      toleratedFailurePercentage: settings.SWEEP_TOLERATED_FAILURES,
    },
    telemetry: options.telemetry,
    clock,
  };
};

/** What watches the coverage. Throws when the environment is not complete. */
export const wireCoverage = (environment: Environment, options: WireOptions): CoveragePorts => {
  const settings = coverageSettings(environment);
  const config = clientConfig(settings, options);
  const client = new DynamoDBClient(config);
  return {
    book: dynamoCoverage({ client, name: settings.INVENTORY_TABLE, token: randomUUID }),
    inventory: dynamoInventory({ client, table: settings.INVENTORY_TABLE }),
    queues: sqsNotices({ client: new SQSClient(config), notices: settings.NOTICES_QUEUE_URL }),
    limits: { silentHours: settings.COVERAGE_SILENT_HOURS, staleHours: settings.COVERAGE_STALE_HOURS },
    telemetry: options.telemetry,
    clock: options.clock ?? systemClock,
  };
};

/** What the worker of one account-region works with: the guard's ways of judging, and bulk reads. It has no writer. Throws when the environment is not complete. */
export const wireWorker = (environment: Environment, options: WireOptions): WorkerPorts => {
  const settings = sweepSettings(environment);
  const { config, database, ...base } = wireBase(settings, options);
  const role = {
    roleName: settings.READER_ROLE_NAME,
    externalId: settings.EXTERNAL_ID,
    sessionName: 'ami-warden-sweep',
  };
  const members = { ...wireMembers(config, role, base.clock), clock: base.clock };
  const inventory = dynamoInventory({ client: database, table: settings.INVENTORY_TABLE });
  return {
    ...base,
    reader: readerWithQuotas(ec2Images(members), { ...base, inventory }),
    quotas: quotaReader({ ...members, usage: usageClients(members.recycleBin) }),
    // The reader's sessions, which are asked for once.
    estate: estateReader(members.recycleBin),
    inventory,
    book: dynamoCoverage({ client: database, name: settings.INVENTORY_TABLE, token: randomUUID }),
    queues: wireQueues(config, settings),
    writerRoleName: settings.WRITER_ROLE_NAME,
    share: settings.SWEEP_SHARE,
    pause: options.sleep ?? ((ms) => sleep(ms)),
    // Nobody watches a worker; what it has done stands in its record.
    progress: () => undefined,
  };
};
