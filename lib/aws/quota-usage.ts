import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { CountedQuota } from '../model/inventory.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { QuotaReader } from '../ports/quota-reader.ts';
import { datumOf } from './datum.ts';
import { present } from './faults.ts';
import { memberClients, type MemberClients, type MemberClientSettings } from './member-clients.ts';
import { type QuotaClients, readLimit } from './share-quota.ts';

/** Answers the CloudWatch client of one account and region. */
type UsageClients = MemberClients<CloudWatchClient>;

/** CloudWatch clients by account and region. */
export const usageClients = (settings: MemberClientSettings): UsageClients =>
  memberClients(settings, (config) => new CloudWatchClient(config));

// The resources that EC2 counts in AWS/Usage, as `UsageMetric` of the quotas in Service Quotas names them.
const RESOURCES = { amis: 'ImageCount', 'public-amis': 'PublicImageCount' } as const satisfies Partial<
  Record<CountedQuota, string>
>;

type Measured = keyof typeof RESOURCES;

const MEASURED = Object.keys(RESOURCES) as Measured[];

// AWS/Usage has a value every five minutes; what is older than some hours is none of now.
const PERIOD_S = 300;
const LATELY_MS = 3 * 60 * 60_000;

const queryOf = (quota: Measured): MetricDataQuery => ({
  Id: quota.replace('-', '_'),
  MetricStat: {
    Metric: {
      Namespace: 'AWS/Usage',
      MetricName: 'ResourceCount',
      Dimensions: [
        { Name: 'Class', Value: 'None' },
        { Name: 'Resource', Value: RESOURCES[quota] },
        { Name: 'Service', Value: 'EC2' },
        { Name: 'Type', Value: 'Resource' },
      ],
    },
    Period: PERIOD_S,
    Stat: 'Maximum',
  },
});

/** Reads limits by Service Quotas, and what is used by one GetMetricData on AWS/Usage. */
export const quotaReader = ({
  quotas,
  usage,
  clock,
}: {
  readonly quotas: QuotaClients;
  readonly usage: UsageClients;
  readonly clock: Clock;
}): QuotaReader => ({
  limit: async ({ account, region }, quota) => readLimit(await quotas(account, region), quota),
  usage: (place) => datumOf('GetMetricData', () => readUsage(usage, place, clock.now())),
});

const readUsage = async (
  clients: UsageClients,
  { account, region }: AccountRegion,
  now: Date,
): Promise<Partial<Readonly<Record<Measured, number>>>> => {
  const client = await clients(account, region);
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: MEASURED.map(queryOf),
      StartTime: new Date(now.getTime() - LATELY_MS),
      EndTime: now,
      ScanBy: 'TimestampDescending',
    }),
  );
  const results = present('GetMetricData', 'MetricDataResults', MetricDataResults);
  return Object.fromEntries(
    MEASURED.flatMap((quota) => {
      const latest = results.find(({ Id }) => Id === queryOf(quota).Id)?.Values?.[0];
      return latest === undefined ? [] : [[quota, latest]];
    }),
  );
};
