import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertChannel } from '../ports/alert-channel.ts';
import type { AlertOptions } from '../render/alert-options.ts';
import { snsAnnouncement, snsGathering, snsReminder } from '../render/sns-notices.ts';
import { snsMessage, type SnsMessage } from '../render/sns.ts';
import { asFault } from './faults.ts';

export interface SnsSettings {
  /** A client of the topic's own region: SNS publishes nowhere else. */
  readonly client: SNSClient;
  readonly topicArn: string;
  /** `sns` for the service's own topic, `sns:` and the ARN for others. */
  readonly name: string;
  readonly options: AlertOptions;
}

/** Alerts on an SNS topic, one message for each new content: SNS cannot update what it sent. */
export const snsAlerts = ({ client, topicArn, name, options }: SnsSettings): AlertChannel => {
  const publish = async ({ subject, message, attributes }: SnsMessage): Promise<void> => {
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: message,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [key, { DataType: 'String', StringValue: value }]),
      ),
    });
    await asFault('Publish', client.send(command));
  };
  return {
    name,
    tell: async (record) => {
      await publish(snsMessage(record, options));
      return null;
    },
    tellAgain: (record) => publish(snsReminder(record, options)),
    tellTogether: (gathering, lines) => publish(snsGathering(gathering, lines, options)),
    announce: (announcement) => publish(snsAnnouncement(announcement, options)),
  };
};
