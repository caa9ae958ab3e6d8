import * as schemas from '@aws-sdk/client-sqs';
import type {
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityRequest,
  DeleteMessageBatchRequest,
  DeleteMessageRequest,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListQueuesRequest,
  ListQueuesResult,
  PurgeQueueRequest,
} from '@aws-sdk/client-sqs';
import type { SandboxClock } from '../../clock.ts';
import { AwsError, type CallContext, type ServiceDefinition } from '../../wire/service.ts';
import { checkBatch, eachEntry } from './batch.ts';
import { checkRange } from './message-input.ts';
import { moveTasks } from './move-tasks.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { receiveMessage } from './receive.ts';
import { sendMessage, sendMessageBatch } from './send.ts';

const LONGEST_HIDING = 43_200;

/** SQS over the wire, on the queues that the templates make; queues themselves are not made or changed by requests. */
export const sqsService = (queues: Queues, clock: SandboxClock): ServiceDefinition => ({
  signingName: 'sqs',
  protocol: 'awsJson1_0',
  apiVersion: '2012-11-05',
  xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
  schemas,
  operations: {
    ...moveTasks(queues, clock),
    SendMessage: sendMessage(queues),
    SendMessageBatch: sendMessageBatch(queues),
    ReceiveMessage: receiveMessage(queues, clock),
    DeleteMessage: (input: DeleteMessageRequest, context: CallContext) => {
      queues.at(input.QueueUrl ?? '', context).delete(input.ReceiptHandle ?? '');
    },
    DeleteMessageBatch: (input: DeleteMessageBatchRequest, context: CallContext) => {
      const queue = queues.at(input.QueueUrl ?? '', context);
      return eachEntry(checkBatch(input.Entries ?? []), ({ ReceiptHandle }) => {
        queue.delete(ReceiptHandle ?? '');
      });
    },
    ChangeMessageVisibilityBatch: (input: ChangeMessageVisibilityBatchRequest, context: CallContext) => {
      const queue = queues.at(input.QueueUrl ?? '', context);
      return eachEntry(checkBatch(input.Entries ?? []), ({ ReceiptHandle, VisibilityTimeout = -1 }) => {
        checkRange('VisibilityTimeout', VisibilityTimeout, 0, LONGEST_HIDING);
        queue.changeVisibility(ReceiptHandle ?? '', VisibilityTimeout);
      });
    },
    ChangeMessageVisibility: (input: ChangeMessageVisibilityRequest, context: CallContext) => {
      const queue = queues.at(input.QueueUrl ?? '', context);
      checkRange('VisibilityTimeout', input.VisibilityTimeout ?? -1, 0, LONGEST_HIDING);
      queue.changeVisibility(input.ReceiptHandle ?? '', input.VisibilityTimeout ?? 0);
    },
    GetQueueAttributes: (
      input: GetQueueAttributesRequest,
      context: CallContext,
    ): GetQueueAttributesResult => {
      const wanted: readonly string[] = input.AttributeNames ?? [];
      const all = Object.entries(queueAttributes(queues.at(input.QueueUrl ?? '', context)));
      const chosen = all.filter(([name]) => wanted.includes('All') || wanted.includes(name));
      return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
    },
    GetQueueUrl: (input: GetQueueUrlRequest, { caller, region }: CallContext): GetQueueUrlResult => {
      const account = input.QueueOwnerAWSAccountId ?? caller.account;
      const queue = queues.byName(input.QueueName ?? '', account, region);
      if (queue === null || account !== caller.account) {
        throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
      }
      return { QueueUrl: queues.url(queue) };
    },
    ListQueues: (input: ListQueuesRequest, { caller, region }: CallContext): ListQueuesResult => {
      const scope = `arn:aws:sqs:${region}:${caller.account}:${input.QueueNamePrefix ?? ''}`;
      const urls = queues
        .all()
        .filter(({ settings }) => settings.arn.startsWith(scope))
        .map((queue) => queues.url(queue));
      return urls.length === 0 ? {} : { QueueUrls: urls };
    },
    PurgeQueue: (input: PurgeQueueRequest, context: CallContext) => {
      queues.at(input.QueueUrl ?? '', context).purge();
    },
  },
});

const queueAttributes = (queue: Queue): Readonly<Record<string, string>> => {
  const { settings } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const policy = { Version: '2012-10-17', Statement: settings.policy };
  return {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(settings.visibilitySeconds),
    DelaySeconds: String(settings.delaySeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    MaximumMessageSize: String(settings.maximumBytes),
    ReceiveMessageWaitTimeSeconds: '0',
    ...(settings.fifo !== null && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(settings.fifo.contentBased),
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    }),
    ...(settings.policy.length > 0 && { Policy: JSON.stringify(policy) }),
    ...(settings.redrive !== null && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: settings.redrive.targetArn,
        maxReceiveCount: settings.redrive.maxReceiveCount,
      }),
    }),
  };
};
