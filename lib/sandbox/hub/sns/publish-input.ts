import type { PublishInput } from '@aws-sdk/client-sns';
import { AwsError } from '../../wire/service.ts';
import type { TopicAttribute, TopicMessage } from './topic.ts';

const LONGEST_SUBJECT = 100;
const LARGEST_MESSAGE = 262_144;

/** What Publish was given, checked against SNS's limits; throws what SNS answers. */
export const checkPublish = (input: PublishInput, now: Date): Omit<TopicMessage, 'id' | 'topicArn'> => {
  const message = input.Message ?? '';
  if (message === '') throw invalid('Empty message');
  const attributes = readAttributes(input.MessageAttributes ?? {});
  const size = Object.entries(attributes).reduce(
    (sum, [name, { type, value }]) => sum + Buffer.byteLength(name + type + value),
    Buffer.byteLength(message),
  );
  if (size > LARGEST_MESSAGE) throw invalid('Message too long');
  if (input.MessageStructure !== undefined) checkStructure(message);
  return { subject: subject(input.Subject), message, attributes, publishedAt: now.toISOString() };
};

// "Must be ASCII text that begins with a letter, number, or punctuation mark; must not include line breaks or control
// characters; and must be less than 100 characters long" (SNS API, Publish); 100 themselves are taken.
const subject = (given: string | undefined): string | null => {
  if (given === undefined) return null;
  if (given === '' || given.length > LONGEST_SUBJECT || !/^[\x21-\x7e][\x20-\x7e]*$/.test(given)) {
    throw invalid('Subject');
  }
  return given;
};

const checkStructure = (message: string): void => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  if (typeof parsed === 'object' && parsed !== null && 'default' in parsed) return;
  throw invalid('Message Structure - No default entry in JSON message body');
};

type Given = NonNullable<PublishInput['MessageAttributes']>;

const readAttributes = (given: Given): Readonly<Record<string, TopicAttribute>> =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const type = value.DataType ?? '';
      if (!/^(String|Number|Binary)(\..+)?$/.test(type)) {
        throw new AwsError(
          'ParameterValueInvalid',
          `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
        );
      }
      const text =
        value.BinaryValue === undefined
          ? value.StringValue
          : Buffer.from(value.BinaryValue).toString('base64');
      if (text === undefined || text === '') {
        throw new AwsError(
          'ParameterValueInvalid',
          `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
        );
      }
      return [name, { type, value: text }];
    }),
  );

const invalid = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
