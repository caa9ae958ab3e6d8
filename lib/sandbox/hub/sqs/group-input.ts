import { createHash } from 'node:crypto';
import { AwsError } from '../../wire/service.ts';
import type { Queue } from './queue.ts';

/** What a sender says of a message's order and of its repeats. */
export interface GroupInput {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

/**
 * Group and deduplication id of a message, as its queue wants them; throws what SQS answers. Empty for a standard queue, where a
 * group only shares throughput out fairly, and here there is nothing to share.
 */
export const checkGroup = (
  { settings: { fifo } }: Queue,
  input: GroupInput,
): { readonly groupId?: string; readonly deduplicationId?: string } => {
  const { MessageBody, DelaySeconds = 0, MessageGroupId, MessageDeduplicationId } = input;
  if (fifo === null) {
    if (MessageDeduplicationId !== undefined)
      throw wrongType('MessageDeduplicationId', MessageDeduplicationId);
    return {};
  }
  // The queue's own delay holds for all of its messages, or they would overtake one another.
  if (DelaySeconds !== 0) throw wrongType('DelaySeconds', String(DelaySeconds));
  if (MessageGroupId === undefined) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  }
  const deduplicationId = MessageDeduplicationId ?? (fifo.contentBased ? contentId(MessageBody) : undefined);
  if (deduplicationId === undefined) {
    throw invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  checkId('MessageGroupId', MessageGroupId);
  checkId('MessageDeduplicationId', deduplicationId);
  return { groupId: MessageGroupId, deduplicationId };
};

const checkId = (name: string, id: string): void => {
  // Letters, digits and punctuation of ASCII.
  if (/^[\x21-\x7e]{1,128}$/.test(id)) return;
  throw invalid(
    `Value ${id} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
};

const wrongType = (name: string, value: string): AwsError =>
  invalid(
    `Value ${value} for parameter ${name} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  );

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);

/** The deduplication id that content-based deduplication gives a message: its body's SHA-256. */
export const contentId = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
