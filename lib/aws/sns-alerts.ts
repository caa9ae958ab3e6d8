import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertChannel } from '../ports/alert-channel.ts';
import type { AlertOptions } from '../render/alert-options.ts';
import { snsMalformed, snsMessage, type SnsMessage } from '../render/sns.ts';
import { asFault } from './faults.ts';

export interface SnsSettings {
  readonly client: SNSClient;
  readonly topicArn: string;
  readonly options: AlertOptions;
}

/** Alerts on an SNS topic, one message for each new content: SNS cannot update what it sent. */
export const snsAlerts = ({ client, topicArn, options }: SnsSettings): AlertChannel => {
  const publish = async ({ subject, message, attributes }: SnsMessage): Promise<void> => {
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: message,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    });
    await asFault('Publish', client.send(command));
  };
  return {
    name: 'sns',
    wants: () => Promise.resolve(true),
    tell: async (record) => {
      await publish(snsMessage(record, options));
      return null;
    },
    tellMalformed: (notice) => publish(snsMalformed(notice)),
  };
};
