import * as schemas from '@aws-sdk/client-sns';
import type {
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicResponse,
  ListTopicsResponse,
  PublishInput,
  PublishResponse,
  SubscribeInput,
  SubscribeResponse,
  UnsubscribeInput,
} from '@aws-sdk/client-sns';
import { PatternError } from '../../routing/pattern-error.ts';
import { readPattern, type Pattern } from '../../routing/pattern.ts';
import { AwsError, type CallContext, type ServiceDefinition } from '../../wire/service.ts';
import { checkPublish } from './publish-input.ts';
import type { Topic } from './topic.ts';

/** SNS over the wire, on the topics that the templates make. Queues and web servers may be subscribed; other protocols are not modelled. */
export const snsService = (topics: readonly Topic[]): ServiceDefinition => {
  const topicAt = (arn: string | undefined, { caller, region }: CallContext, action = 'other'): Topic => {
    // Each region has its own endpoint, which knows no topics of the others.
    const topic = topics.find((one) => one.arn === arn && one.arn.split(':')[3] === region);
    if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    if (caller.account === topic.arn.split(':')[4]) return topic;
    if (topic.isOpen && action === 'Publish') return topic;
    throw new AwsError(
      'AuthorizationError',
      `User: ${caller.arn} is not authorized on resource: ${topic.arn}`,
      403,
    );
  };

  return {
    signingName: 'sns',
    protocol: 'awsQuery',
    apiVersion: '2010-03-31',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    schemas,
    operations: {
      Publish: (input: PublishInput, context: CallContext): PublishResponse => {
        const topic = topicAt(input.TopicArn ?? input.TargetArn, context, 'Publish');
        return { MessageId: topic.publish(checkPublish(input, context.now)).id };
      },
      ListTopics: (_input: object, { caller, region }: CallContext): ListTopicsResponse => ({
        Topics: topics
          .filter(({ arn }) => arn.startsWith(`arn:aws:sns:${region}:${caller.account}:`))
          .map(({ arn }) => ({ TopicArn: arn })),
      }),
      GetTopicAttributes: (
        input: GetTopicAttributesInput,
        context: CallContext,
      ): GetTopicAttributesResponse => {
        const topic = topicAt(input.TopicArn, context);
        const confirmed = String(topic.subscriptions.length);
        return {
          Attributes: {
            TopicArn: topic.arn,
            Owner: context.caller.account,
            SubscriptionsConfirmed: confirmed,
          },
        };
      },
      Subscribe: (input: SubscribeInput, context: CallContext): SubscribeResponse => {
        const topic = topicAt(input.TopicArn, context);
        const { Protocol: protocol = '' } = input;
        if (protocol !== 'sqs' && protocol !== 'http' && protocol !== 'https') {
          throw new AwsError(
            'InvalidParameter',
            `Invalid parameter: ${protocol} is not modelled here; sqs, http and https are`,
          );
        }
        if (protocol !== 'sqs' && !(input.Endpoint ?? '').startsWith(`${protocol}://`)) {
          throw new AwsError(
            'InvalidParameter',
            'Invalid parameter: Endpoint must match the specified protocol',
          );
        }
        if ((input.Endpoint ?? '').endsWith('.fifo')) {
          throw new AwsError(
            'InvalidParameter',
            'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
          );
        }
        const arn = topic.subscribe({
          protocol,
          endpoint: input.Endpoint ?? '',
          owner: context.caller.account,
          raw: input.Attributes?.['RawMessageDelivery'] === 'true',
          filter: readFilter(input.Attributes?.['FilterPolicy']),
        });
        return { SubscriptionArn: protocol === 'sqs' ? arn : 'pending confirmation' };
      },
      Unsubscribe: (input: UnsubscribeInput) => {
        for (const { subscriptions } of topics) {
          const index = subscriptions.findIndex(({ arn }) => arn === input.SubscriptionArn);
          if (index >= 0) subscriptions.splice(index, 1);
        }
      },
      ListSubscriptionsByTopic: (
        input: ListSubscriptionsByTopicInput,
        context: CallContext,
      ): ListSubscriptionsByTopicResponse => {
        const topic = topicAt(input.TopicArn, context);
        return {
          Subscriptions: topic.subscriptions.map(({ arn, protocol, endpoint, owner }) => ({
            SubscriptionArn: arn,
            TopicArn: topic.arn,
            Protocol: protocol,
            Endpoint: endpoint,
            Owner: owner,
          })),
        };
      },
    },
  };
};

const readFilter = (text: string | undefined): Pattern | null => {
  if (text === undefined || text === '') return null;
  try {
    return readPattern(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof PatternError) && !(error instanceof SyntaxError)) throw error;
    throw new AwsError('InvalidParameter', `Invalid parameter: FilterPolicy: ${error.message}`);
  }
};
