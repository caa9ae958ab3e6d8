import type {
  SendMessageBatchRequest,
  SendMessageBatchResult,
  SendMessageBatchResultEntry,
  SendMessageRequest,
  SendMessageResult,
} from '@aws-sdk/client-sqs';
import type { CallContext } from '../../wire/service.ts';
import { checkBatch, failedEntry, type FailedEntry } from './batch.ts';
import { attributesMd5, md5 } from './message.ts';
import { checkMessage, tooLong, type CheckedMessage, type MessageInput } from './message-input.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { AwsError } from '../../wire/service.ts';

const LONGEST_BATCH = 1_048_576;

/** SendMessage. */
export const sendMessage =
  (queues: Queues) =>
  (input: SendMessageRequest, context: CallContext): SendMessageResult => {
    const queue = queues.at(input.QueueUrl ?? '', context);
    const message = checkMessage(queue, inputOf(input));
    return put(queue, message, context);
  };

/** SendMessageBatch: each entry succeeds or fails for itself. */
export const sendMessageBatch =
  (queues: Queues) =>
  (input: SendMessageBatchRequest, context: CallContext): SendMessageBatchResult => {
    const queue = queues.at(input.QueueUrl ?? '', context);
    const entries = checkBatch(input.Entries ?? []);
    const checked = entries.map((entry) => ({ id: entry.Id, result: attempt(queue, inputOf(entry)) }));
    const size = checked.reduce((sum, { result }) => sum + (result instanceof AwsError ? 0 : result.size), 0);
    if (size > LONGEST_BATCH) {
      throw new AwsError('BatchRequestTooLong', tooLong(LONGEST_BATCH).message);
    }
    const Successful: SendMessageBatchResultEntry[] = [];
    const Failed: FailedEntry[] = [];
    for (const { id, result } of checked) {
      if (result instanceof AwsError) Failed.push(failedEntry(id, result));
      else Successful.push({ Id: id, ...put(queue, result, context) });
    }
    return { Successful, Failed };
  };

const inputOf = (
  given: SendMessageRequest | NonNullable<SendMessageBatchRequest['Entries']>[number],
): MessageInput => ({
  MessageBody: given.MessageBody ?? '',
  ...(given.DelaySeconds !== undefined && { DelaySeconds: given.DelaySeconds }),
  ...(given.MessageGroupId !== undefined && { MessageGroupId: given.MessageGroupId }),
  ...(given.MessageDeduplicationId !== undefined && {
    MessageDeduplicationId: given.MessageDeduplicationId,
  }),
  ...(given.MessageAttributes !== undefined && { MessageAttributes: given.MessageAttributes }),
  ...(given.MessageSystemAttributes !== undefined && {
    MessageSystemAttributes: given.MessageSystemAttributes,
  }),
});

const attempt = (queue: Queue, input: MessageInput): CheckedMessage | AwsError => {
  try {
    return checkMessage(queue, input);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
};

const put = (
  queue: Queue,
  message: CheckedMessage,
  context: CallContext,
): {
  MessageId: string;
  MD5OfMessageBody: string;
  MD5OfMessageAttributes?: string;
  SequenceNumber?: string;
} => {
  const sent = queue.send({ ...message, senderId: context.caller.principalId });
  const digest = attributesMd5(message.attributes);
  return {
    MessageId: sent.id,
    MD5OfMessageBody: md5(message.body),
    ...(digest !== null && { MD5OfMessageAttributes: digest }),
    ...(sent.sequenceNumber !== null && { SequenceNumber: sent.sequenceNumber }),
  };
};
