import * as client from '@aws-sdk/client-cloudwatch';
import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { isPublic } from '../ec2/image.ts';
import type { World } from '../ec2/world.ts';
import { AwsError, type CallContext, type ServiceDefinition } from '../wire/service.ts';

/** CloudWatch, as far as AWS/Usage goes: GetMetricData of the images and public images of an account and region, as they are now. */
export const usageMetricsService = (world: World): ServiceDefinition => ({
  signingName: 'monitoring',
  protocol: 'awsJson1_0',
  apiVersion: '2010-08-01',
  xmlNamespace: '',
  schemas: client,
  operations: {
    GetMetricData: (input: GetMetricDataInput, context: CallContext): GetMetricDataOutput => ({
      MetricDataResults: (input.MetricDataQueries ?? []).map((query) => answer(world, query, input, context)),
      Messages: [],
    }),
  },
});

/** One value, at the end of the last whole period; nothing of a metric that AWS/Usage does not have. */
const answer = (
  world: World,
  { Id, MetricStat }: MetricDataQuery,
  { EndTime }: GetMetricDataInput,
  context: CallContext,
): MetricDataResult => {
  const { Metric, Period } = MetricStat ?? {};
  if (Id === undefined || Metric === undefined || Period === undefined || EndTime === undefined) {
    throw new AwsError('ValidationError', 'A query needs an id, a metric, a period and an end.');
  }
  const value =
    Metric.Namespace === 'AWS/Usage' && Metric.MetricName === 'ResourceCount'
      ? countOf(world, Metric.Dimensions ?? [], context)
      : null;
  const periodMs = Period * 1000;
  const at = new Date(Math.floor(EndTime.getTime() / periodMs) * periodMs);
  return {
    Id,
    Label: Metric.MetricName,
    Timestamps: value === null ? [] : [at],
    Values: value === null ? [] : [value],
    StatusCode: 'Complete',
  };
};

const countOf = (
  world: World,
  dimensions: readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[],
  { caller, region }: CallContext,
): number | null => {
  const named = new Map(dimensions.map(({ Name, Value }) => [Name, Value]));
  if (named.size !== 4 || named.get('Service') !== 'EC2' || named.get('Class') !== 'None') return null;
  if (named.get('Type') !== 'Resource') return null;
  const images = world.images.list(region, caller.account);
  if (named.get('Resource') === 'ImageCount') return images.length;
  return named.get('Resource') === 'PublicImageCount' ? images.filter(isPublic).length : null;
};
