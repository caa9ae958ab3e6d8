import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { attributesMd5, md5, type MessageAttributes, type QueueMessage } from '../sqs/message.ts';
import { systemAttributes } from '../sqs/receive.ts';

/** The event that Lambda makes of received messages (Lambda developer guide, using Lambda with Amazon SQS). */
export const sqsEvent = (messages: readonly QueueMessage[], queueArn: string): SQSEvent => ({
  Records: messages.map((message) => record(message, queueArn)),
});

const record = (message: QueueMessage, queueArn: string): SQSRecord => {
  const digest = attributesMd5(message.attributes);
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle ?? '',
    body: message.body,
    attributes: { ...systemAttributes(message) },
    messageAttributes: messageAttributes(message.attributes),
    ...(digest !== null && { md5OfMessageAttributes: digest }),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
};

const messageAttributes = (attributes: MessageAttributes): SQSMessageAttributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { type, text, bytes }]) => [
      name,
      {
        ...(text !== null && { stringValue: text }),
        ...(bytes !== null && { binaryValue: Buffer.from(bytes).toString('base64') }),
        stringListValues: [],
        binaryListValues: [],
        dataType: type,
      },
    ]),
  );
