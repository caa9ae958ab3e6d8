import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { CLIENT_DEFAULTS } from '../aws/client-defaults.ts';
import { noteFault } from '../app/tell-each.ts';
import { dynamoOrganization } from '../aws/dynamo-inventory.ts';
import { dynamoJournal } from '../aws/dynamo-journal.ts';
import { ec2Clients, type Ec2Clients } from '../aws/ec2-clients.ts';
import { kmsClients, type KmsClients } from '../aws/key-aliases.ts';
import { organizations, type OrganizationStore } from '../aws/organizations.ts';
import type { RecycleBinSettings } from '../aws/recycle-bin.ts';
import { s3Policy } from '../aws/s3-policy.ts';
import { memberCredentials } from '../aws/sessions.ts';
import { quotaClients, type QuotaClients } from '../aws/share-quota.ts';
import { sqsQueues } from '../aws/sqs-queues.ts';
import { usesAccountTags } from '../policy/uses-account-tags.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import type { PolicySource, WatchedPolicySource } from '../ports/policy-source.ts';
import type { Queues } from '../ports/queues.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** Keys to sign with, as the SDK's clients take them. */
interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What differs between Lambda and a sandbox in one process: there the time and the keys are not the machine's own. */
export interface WireOptions {
  readonly telemetry: Telemetry;
  readonly clock?: Clock;
  readonly credentials?: () => Promise<Keys>;
  /** How to wait so many milliseconds where a channel asks for pauses; really, when absent. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** What every SDK client of a function is made with. */
export type ClientConfig = typeof CLIENT_DEFAULTS & {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: () => Promise<Keys>;
};

export const systemClock: Clock = { now: () => new Date() };

/** The settings of every SDK client. */
export const clientConfig = (
  settings: { readonly AWS_REGION: string; readonly AWS_ENDPOINT_URL?: string | undefined },
  { credentials }: WireOptions,
): ClientConfig => ({
  ...CLIENT_DEFAULTS,
  region: settings.AWS_REGION,
  ...(settings.AWS_ENDPOINT_URL === undefined ? {} : { endpoint: settings.AWS_ENDPOINT_URL }),
  ...(credentials === undefined ? {} : { credentials }),
});

/** The policy in force. `credentials`: the function's keys, which any client resolves as the SDK does; S3 itself is read with a signed GET. */
export const wirePolicies = (
  credentials: () => Promise<Keys>,
  config: Pick<ClientConfig, 'region' | 'endpoint'>,
  settings: { readonly POLICY_BUCKET: string; readonly POLICY_KEY: string },
  { telemetry }: WireOptions,
  clock: Clock,
  timeoutMs?: number,
): WatchedPolicySource =>
  s3Policy({
    bucket: settings.POLICY_BUCKET,
    key: settings.POLICY_KEY,
    region: config.region,
    credentials,
    clock,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    onRefused: (problem) => {
      telemetry.note({ kind: 'fault', where: 'policy', message: `refused: ${problem}`, retryable: false });
    },
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
  });

const wireOrganizations = (
  config: ClientConfig,
  policies: PolicySource,
  clock: Clock,
  store: OrganizationStore,
  { telemetry }: WireOptions,
): OrganizationSource =>
  organizations({
    store,
    onStoreFault: (fault) => {
      noteFault('inventory of the organisation', fault, telemetry);
    },
    // Organizations is a global service, signed for us-east-1.
    client: new OrganizationsClient({ ...config, region: 'us-east-1' }),
    clock,
    withTags: async () => usesAccountTags(await policies.policy()),
  });

/** What every function has: its client settings, its clock, and the ports that all of them share. */
interface Base {
  readonly config: ClientConfig;
  readonly clock: Clock;
  /** Of the table that the journal is in. */
  readonly database: DynamoDBClient;
  readonly journal: Journal;
  readonly policies: WatchedPolicySource;
  readonly organizations: OrganizationSource;
  readonly telemetry: Telemetry;
}

export const wireBase = (
  settings: {
    readonly AWS_REGION: string;
    readonly AWS_ENDPOINT_URL?: string | undefined;
    readonly JOURNAL_TABLE: string;
    readonly INVENTORY_TABLE: string;
    readonly JOURNAL_DAYS: number;
    readonly POLICY_BUCKET: string;
    readonly POLICY_KEY: string;
  },
  options: WireOptions,
): Base => {
  const clock = options.clock ?? systemClock;
  const config = clientConfig(settings, options);
  const client = new DynamoDBClient(config);
  const policies = wirePolicies(() => client.config.credentials(), config, settings, options, clock);
  return {
    config,
    clock,
    database: client,
    journal: dynamoJournal({
      client,
      table: settings.JOURNAL_TABLE,
      clock,
      keptDays: settings.JOURNAL_DAYS,
    }),
    policies,
    organizations: wireOrganizations(
      config,
      policies,
      clock,
      dynamoOrganization({ client, table: settings.INVENTORY_TABLE }),
      options,
    ),
    telemetry: options.telemetry,
  };
};

export const wireQueues = (
  config: ClientConfig,
  urls: {
    readonly CHANGES_QUEUE_URL: string;
    readonly PLANS_QUEUE_URL: string;
    readonly NOTICES_QUEUE_URL: string;
  },
): Queues =>
  sqsQueues({
    client: new SQSClient(config),
    changes: urls.CHANGES_QUEUE_URL,
    plans: urls.PLANS_QUEUE_URL,
    notices: urls.NOTICES_QUEUE_URL,
  });

/** What reaches AWS in the member accounts. */
interface MemberPorts {
  readonly clients: Ec2Clients;
  readonly kms: KmsClients;
  readonly quotas: QuotaClients;
  readonly recycleBin: RecycleBinSettings;
}

/** AWS in the member accounts, under the role of this name. */
export const wireMembers = (
  config: ClientConfig,
  role: { readonly roleName: string; readonly externalId: string; readonly sessionName: string },
  clock: Clock,
): MemberPorts => {
  const settings = {
    credentials: memberCredentials({ sts: new STSClient(config), ...role, clock }),
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
  };
  return {
    clients: ec2Clients(settings),
    kms: kmsClients(settings),
    quotas: quotaClients(settings),
    recycleBin: { ...settings, clock },
  };
};
