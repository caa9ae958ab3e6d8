import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  type Message,
  type MessageAttributeValue,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { Fault } from '../model/fault.ts';
import type { DeadLetter } from '../model/dead-letter.ts';
import type { DeadLetterQueue, MoveState } from '../ports/dead-letters.ts';
import { asFault } from './faults.ts';

// Long enough for whoever walks through a thousand of them; what is left is given back at the end.
const HIDDEN_SECONDS = 600;
const BATCH = 10;
const WAIT_SECONDS = 1;

/** What EventBridge writes on what it could not deliver; the queue proper has no use for it. */
const OF_EVENTBRIDGE = new Set([
  'ERROR_CODE',
  'ERROR_MESSAGE',
  'EXHAUSTED_RETRY_CONDITION',
  'RETRY_ATTEMPTS',
  'RULE_ARN',
  'TARGET_ARN',
]);

/** The queue that a dead-letter queue is of: its URL. Rejects with `Fault`, also when it is of none. */
export const sourceOf = async (client: SQSClient, url: string): Promise<string> => {
  const sources = new ListDeadLetterSourceQueuesCommand({ QueueUrl: url });
  const { queueUrls = [] } = await asFault('ListDeadLetterSourceQueues', client.send(sources));
  const [source] = queueUrls;
  if (source !== undefined) return source;
  throw new Fault('ListDeadLetterSourceQueues', 'NotFound', `${lastOf(url)} is no queue's dead letters`, {
    retryable: false,
  });
};

/**
 * The dead-letter queue at this URL. `to`: where its messages go and by whom they are sent, where that is another account; SQS itself then moves
 * nothing. Rejects with `Fault`.
 */
export const sqsDeadLetters = async (
  client: SQSClient,
  url: string,
  to: { readonly client: SQSClient; readonly url: string },
): Promise<DeadLetterQueue> => {
  const attributes = async (): Promise<Partial<Record<string, string>>> => {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    return (await asFault('GetQueueAttributes', client.send(command))).Attributes ?? {};
  };
  const arn = (await attributes())['QueueArn'] ?? '';
  const held = new Map<string, Message>();

  return {
    name: lastOf(url),
    source: lastOf(to.url),
    count: async () => {
      const counts = await attributes();
      return ['', 'NotVisible', 'Delayed'].reduce(
        (sum, kind) => sum + Number(counts[`ApproximateNumberOfMessages${kind}`] ?? 0),
        0,
      );
    },
    receive: async () => {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      });
      const { Messages = [] } = await asFault('ReceiveMessage', client.send(command));
      for (const message of Messages) held.set(message.ReceiptHandle ?? '', message);
      return Messages.map(letterOf);
    },
    giveBack: async (letters) => {
      for (let first = 0; first < letters.length; first += BATCH) {
        const some = letters.slice(first, first + BATCH);
        const command = new ChangeMessageVisibilityBatchCommand({
          QueueUrl: url,
          Entries: some.map(({ handle }, index) => ({
            Id: String(index),
            ReceiptHandle: handle,
            VisibilityTimeout: 0,
          })),
        });
        await asFault('ChangeMessageVisibility', client.send(command));
      }
      held.clear();
    },
    putBack: async ({ id, body, handle, group }) => {
      const send = new SendMessageCommand({
        QueueUrl: to.url,
        MessageBody: body,
        MessageAttributes: attributesOf(held.get(handle)),
        // The same id each time: what was sent before a crash is not sent again within SQS's five minutes.
        ...(group === null ? {} : { MessageGroupId: group, MessageDeduplicationId: `redrive-${id}` }),
      });
      await asFault('SendMessage', to.client.send(send));
      const drop = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handle });
      await asFault('DeleteMessage', client.send(drop));
      held.delete(handle);
    },
    moveAll: async () => {
      if (to.client !== client) return false;
      try {
        await asFault(
          'StartMessageMoveTask',
          client.send(new StartMessageMoveTaskCommand({ SourceArn: arn })),
        );
        return true;
      } catch (fault) {
        // Not allowed, or not for such a queue: by hand it may go. What passes is not taken for that.
        if (!(fault instanceof Fault) || fault.retryable) throw fault;
        return false;
      }
    },
    moveState: async () => {
      const command = new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 });
      const { Results } = await asFault('ListMessageMoveTasks', client.send(command));
      const [task] = Results ?? [];
      return stateOf(task?.Status, task?.ApproximateNumberOfMessagesMoved ?? 0, task?.FailureReason);
    },
  };
};

const stateOf = (status: string | undefined, moved: number, reason: string | undefined): MoveState => {
  if (status === 'RUNNING') return { kind: 'running', moved };
  if (status === 'COMPLETED') return { kind: 'done', moved };
  return {
    kind: 'failed',
    moved,
    problem: `SQS's move ended as ${status ?? 'unknown'}: ${reason ?? 'no reason given'}`,
  };
};

const letterOf = (message: Message): DeadLetter => ({
  id: message.MessageId ?? '',
  body: message.Body ?? '',
  attributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue ?? '',
    ]),
  ),
  sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)),
  handle: message.ReceiptHandle ?? '',
  group: message.Attributes?.MessageGroupId ?? null,
});

const attributesOf = (message: Message | undefined): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(message?.MessageAttributes ?? {}).filter(([name]) => !OF_EVENTBRIDGE.has(name)),
  );

const lastOf = (url: string): string => url.split('/').at(-1) ?? url;
