import type { Message, ReceiveMessageRequest, ReceiveMessageResult } from '@aws-sdk/client-sqs';
import type { SandboxClock } from '../../clock.ts';
import type { CallContext } from '../../wire/service.ts';
import { checkRange } from './message-input.ts';
import { attributesMd5, md5, type MessageAttributes, type QueueMessage } from './message.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const LONGEST_WAIT = 20;
const LONGEST_HIDING = 43_200;

/** ReceiveMessage; with WaitTimeSeconds it waits for the first message, in sandbox or real time, whichever ends sooner. */
export const receiveMessage =
  (queues: Queues, clock: SandboxClock) =>
  async (input: ReceiveMessageRequest, context: CallContext): Promise<ReceiveMessageResult> => {
    const queue = queues.at(input.QueueUrl ?? '', context);
    const most = input.MaxNumberOfMessages ?? 1;
    checkRange('MaxNumberOfMessages', most, 1, 10);
    const wait = input.WaitTimeSeconds ?? 0;
    checkRange('WaitTimeSeconds', wait, 0, LONGEST_WAIT);
    const hidden = input.VisibilityTimeout;
    if (hidden !== undefined) checkRange('VisibilityTimeout', hidden, 0, LONGEST_HIDING);
    let received = queue.receive(most, hidden);
    if (received.length === 0 && wait > 0) {
      await somethingVisible(queue, clock, wait * 1_000);
      received = queue.receive(most, hidden);
    }
    return received.length === 0 ? {} : { Messages: received.map((message) => output(message, input)) };
  };

const somethingVisible = (queue: Queue, clock: SandboxClock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      stopListening();
      timer.cancel();
      clearTimeout(realTimer);
      resolve();
    };
    const stopListening = queue.onVisible(end);
    const timer = clock.after(milliseconds, end);
    // A frozen clock would keep the receiver waiting for ever.
    const realTimer = setTimeout(end, milliseconds);
    realTimer.unref();
  });

const output = (message: QueueMessage, input: ReceiveMessageRequest): Message => {
  const attributes = chosen(message.attributes, input.MessageAttributeNames ?? []);
  const digest = attributesMd5(attributes);
  // The older name of MessageSystemAttributeNames, which clients still send.
  const older: unknown = Reflect.get(input, 'AttributeNames');
  const wanted = [
    ...(input.MessageSystemAttributeNames ?? []),
    ...(Array.isArray(older) ? older.map(String) : []),
  ];
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle ?? '',
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(digest !== null && {
      MD5OfMessageAttributes: digest,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, { type, text, bytes }]) => [
          name,
          {
            DataType: type,
            ...(text !== null && { StringValue: text }),
            ...(bytes !== null && { BinaryValue: bytes }),
          },
        ]),
      ),
    }),
  };
};

const chosen = (attributes: MessageAttributes, names: readonly string[]): MessageAttributes =>
  Object.fromEntries(
    Object.entries(attributes).filter(([name]) =>
      names.some(
        (wanted) =>
          wanted === 'All' ||
          wanted === name ||
          (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -1))),
      ),
    ),
  );

/** What SQS itself knows of a message; the texts that Lambda gives too. */
export const systemAttributes = (
  message: QueueMessage,
): {
  readonly ApproximateReceiveCount: string;
  readonly SentTimestamp: string;
  readonly SenderId: string;
  readonly ApproximateFirstReceiveTimestamp: string;
  readonly AWSTraceHeader?: string;
  readonly DeadLetterQueueSourceArn?: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
  readonly SequenceNumber?: string;
} => ({
  ...(message.traceHeader !== null && { AWSTraceHeader: message.traceHeader }),
  ApproximateReceiveCount: String(message.receives),
  SentTimestamp: String(message.sentAt),
  SenderId: message.senderId,
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  ...(message.deadLetterSource !== null && { DeadLetterQueueSourceArn: message.deadLetterSource }),
  ...(message.groupId !== null && { MessageGroupId: message.groupId }),
  ...(message.deduplicationId !== null && { MessageDeduplicationId: message.deduplicationId }),
  ...(message.sequenceNumber !== null && { SequenceNumber: message.sequenceNumber }),
});
