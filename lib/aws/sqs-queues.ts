import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import { recheckEnvelope } from '../events/recheck.ts';
import type { NoticeMessage, Queues } from '../ports/queues.ts';
import { asFault } from './faults.ts';

export interface QueueSettings {
  readonly client: SQSClient;
  /** Queue URLs; that of the notices is a FIFO queue's. */
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

/**
 * Notices of one finding in their order, one at a time; those of others beside it. Each is a message of its own: whether there is
 * something new to tell is for the journal to say, and within five minutes SQS would swallow a second notice of the same finding.
 * The SDK's retries of one send share the id, so they do not come twice.
 */
const place = (notice: NoticeMessage): Partial<SendMessageCommandInput> => ({
  MessageGroupId: notice.kind === 'finding' ? notice.finding : notice.id,
  MessageDeduplicationId: randomUUID(),
});

/** The three queues by SQS, bodies as JSON. A recheck that is due later than SQS can wait arrives early and is sent on. */
export const sqsQueues = ({ client, changes, plans, notices }: QueueSettings): Queues => {
  const send = async (
    queue: string,
    body: object,
    more: Partial<SendMessageCommandInput> = {},
  ): Promise<void> => {
    const command = new SendMessageCommand({ QueueUrl: queue, MessageBody: JSON.stringify(body), ...more });
    await asFault('SendMessage', client.send(command));
  };
  return {
    sendPlan: (message) => send(plans, message),
    sendNotice: (message) => send(notices, message, place(message)),
    sendRecheck: (ref, dueAt, at) => {
      const delay = delaySeconds(dueAt, at);
      return send(changes, recheckEnvelope(ref, dueAt, at), delay > 0 ? { DelaySeconds: delay } : {});
    },
  };
};
