import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { recheckEnvelope } from '../events/recheck.ts';
import type { Queues } from '../ports/queues.ts';
import { asFault } from './faults.ts';

export interface QueueSettings {
  readonly client: SQSClient;
  /** Queue URLs. */
  readonly changes: string;
  readonly plans: string;
  readonly notices: string;
}

// SQS's longest delay.
const LONGEST_SECONDS = 900;

const delaySeconds = (dueAt: string, at: string): number => {
  const rest = Math.ceil((Date.parse(dueAt) - Date.parse(at)) / 1000);
  return Math.min(LONGEST_SECONDS, Math.max(0, rest));
};

/** The three queues by SQS, bodies as JSON. A recheck that is due later than SQS can wait arrives early and is sent on. */
export const sqsQueues = ({ client, changes, plans, notices }: QueueSettings): Queues => {
  const send = async (queue: string, body: object, delay = 0): Promise<void> => {
    const command = new SendMessageCommand({
      QueueUrl: queue,
      MessageBody: JSON.stringify(body),
      ...(delay > 0 && { DelaySeconds: delay }),
    });
    await asFault('SendMessage', client.send(command));
  };
  return {
    sendPlan: (message) => send(plans, message),
    sendNotice: (message) => send(notices, message),
    sendRecheck: (ref, dueAt, at) => send(changes, recheckEnvelope(ref, dueAt, at), delaySeconds(dueAt, at)),
  };
};
