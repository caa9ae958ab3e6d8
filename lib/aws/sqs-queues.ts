import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import { followImportEnvelope } from '../events/follow-import.ts';
import { recheckEnvelope } from '../events/recheck.ts';
import { sha256Hex } from '../model/hash.ts';
import { gatheringKey } from '../model/notice.ts';
import type { Request } from '../model/request.ts';
import { subjectKey } from '../model/subject.ts';
import type { NoticeMessage, Queues } from '../ports/queues.ts';
import type { Requests } from '../ports/slack.ts';
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
  MessageGroupId: groupOf(notice),
  MessageDeduplicationId: randomUUID(),
});

/** Notices that must not be told beside each other. At most 128 letters, so names that others chose are hashed. */
const groupOf = (notice: NoticeMessage): string => {
  switch (notice.kind) {
    case 'finding':
    case 'repeat':
    case 'grant':
      return notice.finding;
    case 'gathering':
      return sha256Hex(gatheringKey(notice.gathering));
    case 'tick':
      return 'tick';
    case 'answer':
      return notice.to.user;
    case 'malformed':
      return notice.id;
    case 'attempt':
    case 'unseen':
    case 'waiver':
    case 'fight':
    case 'policy-refused':
    case 'coverage':
      return sha256Hex(notice.id);
  }
};

/** Sends notices alone. */
export const sqsNotices = ({
  client,
  notices,
}: Pick<QueueSettings, 'client' | 'notices'>): Pick<Queues, 'sendNotice'> => ({
  sendNotice: (notice) => send(client, notices, notice, place(notice)),
});

/**
 * Sends people's requests. Those for one plan or one subject are done in their order, one at a time; what Slack delivers again within
 * five minutes, and no click is taken that is older, is one message.
 */
export const sqsRequests = ({
  client,
  requests,
}: {
  readonly client: SQSClient;
  readonly requests: string;
}): Requests => ({
  send: (message) =>
    send(client, requests, message, {
      MessageGroupId: sha256Hex(aboutOf(message.request)),
      MessageDeduplicationId: message.answerTo.id,
    }),
});

const aboutOf = (request: Request): string => ('plan' in request ? request.plan : subjectKey(request.ref));

const send = async (
  client: SQSClient,
  queue: string,
  body: object,
  more: Partial<SendMessageCommandInput> = {},
): Promise<void> => {
  const command = new SendMessageCommand({ QueueUrl: queue, MessageBody: JSON.stringify(body), ...more });
  await asFault('SendMessage', client.send(command));
};

/** The three queues by SQS, bodies as JSON. A recheck that is due later than SQS can wait arrives early and is sent on. */
export const sqsQueues = ({ client, changes, plans, notices }: QueueSettings): Queues => ({
  sendPlan: (message) => send(client, plans, message),
  ...sqsNotices({ client, notices }),
  sendRecheck: (ref, dueAt, at, launched) => {
    const delay = delaySeconds(dueAt, at);
    const envelope = recheckEnvelope(ref, dueAt, at, launched);
    return send(client, changes, envelope, delay > 0 ? { DelaySeconds: delay } : {});
  },
  sendFollowImport: ({ account, region, task, since }, dueAt, at) => {
    const delay = delaySeconds(dueAt, at);
    const envelope = followImportEnvelope(account, region, task, since, dueAt, at);
    return send(client, changes, envelope, delay > 0 ? { DelaySeconds: delay } : {});
  },
});
