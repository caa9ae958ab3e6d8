import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { AwsError } from '../../wire/service.ts';
import { checkGroup, type GroupInput } from './group-input.ts';
import { messageSize, type MessageAttribute, type MessageAttributes } from './message.ts';
import type { Queue } from './queue.ts';

/** What SendMessage and each entry of SendMessageBatch have in common. */
export interface MessageInput extends GroupInput {
  readonly MessageAttributes?: Readonly<Record<string, MessageAttributeValue>>;
  readonly MessageSystemAttributes?: Readonly<Record<string, MessageAttributeValue>>;
}

/** A message that was found fit to be sent. */
export interface CheckedMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly delaySeconds?: number;
  readonly traceHeader?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly size: number;
}

const LONGEST_DELAY = 900;
const MOST_ATTRIBUTES = 10;

/** Checks a message against SQS's limits; throws what SQS answers. */
export const checkMessage = (queue: Queue, input: MessageInput): CheckedMessage => {
  const body = input.MessageBody;
  if (body === '')
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (FORBIDDEN.test(body)) {
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  const attributes = readAttributes(input.MessageAttributes ?? {});
  const size = messageSize(body, attributes);
  if (size > queue.settings.maximumBytes) throw tooLong(queue.settings.maximumBytes);
  const delay = input.DelaySeconds;
  if (delay !== undefined) checkRange('DelaySeconds', delay, 0, LONGEST_DELAY);
  const trace = input.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;
  return {
    body,
    attributes,
    size,
    ...(delay !== undefined && { delaySeconds: delay }),
    ...(trace !== undefined && { traceHeader: trace }),
    ...checkGroup(queue, input),
  };
};

/** Throws unless a number is whole and between the bounds, as SQS words it. */
export const checkRange = (name: string, value: number, least: number, most: number): void => {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(
    `Value ${String(value)} for parameter ${name} is invalid. Reason: Must be between ${String(least)} and ${String(most)}, if provided.`,
  );
};

export const tooLong = (most: number): AwsError =>
  invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${String(most)} bytes.`);

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);

// Lone surrogates fall to \p{Cs}; the rest is what SQS's character list leaves out.
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

const readAttributes = (given: Readonly<Record<string, MessageAttributeValue>>): MessageAttributes => {
  const entries = Object.entries(given);
  if (entries.length > MOST_ATTRIBUTES)
    throw invalid('Number of message attributes exceeds the allowed maximum 10.');
  return Object.fromEntries(entries.map(([name, value]) => [name, readAttribute(name, value)]));
};

const readAttribute = (name: string, value: MessageAttributeValue): MessageAttribute => {
  if (!/^(?!aws\.|amazon\.|\.)[\w.-]{1,256}(?<!\.)$/i.test(name)) {
    throw invalid(`The message attribute name '${name}' is invalid.`);
  }
  const type = value.DataType ?? '';
  const [kind] = type.split('.');
  if (kind !== 'String' && kind !== 'Number' && kind !== 'Binary') {
    throw invalid(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const text = value.StringValue;
  const bytes = value.BinaryValue;
  const missing =
    kind === 'Binary' ? bytes === undefined || bytes.length === 0 : text === undefined || text === '';
  if (missing)
    throw invalid(`The message attribute '${name}' must contain a non-empty message attribute value.`);
  return kind === 'Binary'
    ? { type, text: null, bytes: bytes ?? null }
    : { type, text: text ?? null, bytes: null };
};
