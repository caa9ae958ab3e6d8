import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from './hub-world.ts';

const NOTICES = 'ami-warden-dev-notices.fifo';
const DEAD = 'ami-warden-dev-notices-dlq.fifo';
const VISIBLE_AGAIN_MS = 720_000;

let sandbox: Sandbox;
let sqs: SQSClient;
let url: string;
let sends: number;

beforeEach(async () => {
  sandbox = await frozenSandbox();
  // The queue is for these messages alone.
  sandbox.hub.schedules.stop();
  sqs = new SQSClient(clientOf(sandbox));
  url = sandbox.hub.queues.url(NOTICES);
  sends = 0;
});
afterEach(async () => {
  sqs.destroy();
  await sandbox.close();
});

const send = (body: string, more: Partial<SendMessageCommandInput> = {}) => {
  sends += 1;
  const id = `d${String(sends)}`;
  return sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: body,
      MessageGroupId: body.charAt(0),
      MessageDeduplicationId: id,
      ...more,
    }),
  );
};
const receive = async (most = 10, more: object = {}): Promise<readonly Message[]> => {
  const command = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: most, ...more });
  return (await sqs.send(command)).Messages ?? [];
};
const bodies = async (most = 10) => (await receive(most)).map(({ Body }) => Body);
const remove = (message: Message | undefined) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
const held = (name = NOTICES) => sandbox.hub.queues.messages(name).map(({ body }) => body);

describe('the order of a group', () => {
  it('is that of sending, and several of a group may come at once', async () => {
    for (const body of ['a1', 'b1', 'a2', 'b2']) await send(body);
    expect(await bodies()).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('waits for the message in flight, while other groups go on', async () => {
    for (const body of ['a1', 'a2', 'b1']) await send(body);
    const [first] = await receive(1);
    expect(await bodies()).toEqual(['b1']);
    expect(await bodies()).toEqual([]);
    await remove(first);
    expect(await bodies()).toEqual(['a2']);
  });

  it('begins with the message that comes back when its time is over', async () => {
    for (const body of ['a1', 'a2']) await send(body);
    await receive(1);
    sandbox.clock.advance(VISIBLE_AGAIN_MS - 1);
    expect(await bodies()).toEqual([]);
    sandbox.clock.advance(1);
    expect(await bodies()).toEqual(['a1', 'a2']);
  });

  it('waits for a later message too, though an earlier one is visible again', async () => {
    for (const body of ['a1', 'a2']) await send(body);
    const [first] = await receive(2);
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    expect(await bodies()).toEqual([]);
  });

  it('goes on when a message is given up, which lies in the FIFO dead-letter queue from then on', async () => {
    await send('a1');
    for (let time = 0; time < 3; time += 1) {
      expect(await bodies()).toEqual(['a1']);
      sandbox.clock.advance(VISIBLE_AGAIN_MS);
    }
    await send('a2');
    expect(await bodies()).toEqual(['a2']);
    expect(sandbox.hub.queues.deadLetters(NOTICES)).toMatchObject([
      {
        body: 'a1',
        groupId: 'a',
        deduplicationId: 'd1',
        deadLetterSource: 'arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-notices.fifo',
        sentAt: 1_772_444_160_000,
      },
    ]);
    sandbox.clock.advance(1_209_600_000 - 1);
    expect(held('ami-warden-dev-notices-dlq.fifo')).toEqual(['a1']);
    sandbox.clock.advance(1);
    expect(held('ami-warden-dev-notices-dlq.fifo')).toEqual([]);
  });

  it('wakes who waits for a message when the one before it is deleted', async () => {
    for (const body of ['a1', 'a2']) await send(body);
    const [first] = await receive(1);
    const waiting = receive(10, { WaitTimeSeconds: 20 });
    await sqs.send(new ListQueuesCommand({}));
    await remove(first);
    expect((await waiting).map(({ Body }) => Body)).toEqual(['a2']);
  });
});

describe('deduplication', () => {
  it('is by the content where no id is given', async () => {
    await send('x', { MessageDeduplicationId: undefined });
    await send('x', { MessageDeduplicationId: undefined });
    await send('xy', { MessageDeduplicationId: undefined });
    expect(held()).toEqual(['x', 'xy']);
  });

  it('answers the first message to a repeat, even when that is deleted, for five minutes', async () => {
    const first = await send('a1', { MessageDeduplicationId: 'same' });
    const [message] = await receive();
    await remove(message);
    sandbox.clock.advance(299_999);
    const again = await send('a2', { MessageDeduplicationId: 'same' });
    expect([again.MessageId, again.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
    expect(held()).toEqual([]);
    sandbox.clock.advance(1);
    const later = await send('a3', { MessageDeduplicationId: 'same' });
    expect(later.MessageId).not.toBe(first.MessageId);
    expect(held()).toEqual(['a3']);
  });

  it('by content takes the body’s SHA-256 where no id is given', async () => {
    const [arn, name] = ['arn:aws:sqs:us-east-1:999988887777:content.fifo', 'content.fifo'];
    const { settings } = sandbox.hub.queues.queue(NOTICES);
    sandbox.hub.queues.make({ ...settings, arn, name, redrive: null, fifo: { contentBased: true } });
    const content = { QueueUrl: sandbox.hub.queues.url(name), MessageDeduplicationId: undefined };
    await send('x', content);
    await send('x', content);
    await send('x', { ...content, MessageDeduplicationId: 'other' });
    expect(sandbox.hub.queues.messages(name).map(({ deduplicationId }) => deduplicationId)).toEqual([
      '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
      'other',
    ]);
  });
});

it('a message tells its group, its deduplication id and its number, which grows', async () => {
  const sent = [await send('a1'), await send('b1')].map(({ SequenceNumber }) => SequenceNumber ?? '');
  const received = await receive(10, { MessageSystemAttributeNames: ['All'] });
  expect(received.map(({ Attributes }) => Attributes)).toMatchObject([
    { MessageGroupId: 'a', MessageDeduplicationId: 'd1', SequenceNumber: sent[0] },
    { MessageGroupId: 'b', MessageDeduplicationId: 'd2', SequenceNumber: sent[1] },
  ]);
  for (const number of sent) expect(number).toMatch(/^\d{20}$/);
  expect(sent[0]?.localeCompare(sent[1] ?? '')).toBe(-1);
});

it('a receipt handle expires with the visibility timeout', async () => {
  await send('a1');
  const [message] = await receive();
  sandbox.clock.advance(VISIBLE_AGAIN_MS);
  await expect(remove(message)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  expect(held()).toEqual(['a1']);
});

it('the queue says that it is FIFO', async () => {
  const AttributeNames = ['FifoQueue', 'ContentBasedDeduplication'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] });
  expect((await sqs.send(command)).Attributes).toEqual({
    FifoQueue: 'true',
    ContentBasedDeduplication: 'true',
  });
});

describe('what it refuses', () => {
  it('no deduplication id, where none is made of the content', async () => {
    const QueueUrl = sandbox.hub.queues.url(DEAD);
    await expect(send('x', { QueueUrl, MessageDeduplicationId: undefined })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    expect(held(DEAD)).toEqual([]);
  });

  it.each<readonly [string, Partial<SendMessageCommandInput>, string]>([
    ['no group', { MessageGroupId: undefined }, 'MissingParameter'],
    ['a group with a space', { MessageGroupId: 'a b' }, 'InvalidParameterValue'],
    ['a group of 129 characters', { MessageGroupId: 'a'.repeat(129) }, 'InvalidParameterValue'],
    ['an empty deduplication id', { MessageDeduplicationId: '' }, 'InvalidParameterValue'],
    ['a delay of its own', { DelaySeconds: 1 }, 'InvalidParameterValue'],
  ])('%s', async (_title, more, name) => {
    await expect(send('x', more)).rejects.toMatchObject({ name });
    expect(held()).toEqual([]);
  });

  it('an entry of a batch, for itself', async () => {
    const place = { MessageGroupId: 'g', MessageDeduplicationId: '1' };
    const Entries = [
      { Id: 'good', MessageBody: 'x', ...place },
      { Id: 'bad', MessageBody: 'x' },
    ];
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(answer.Successful).toMatchObject([{ Id: 'good', SequenceNumber: '18800000000000000256' }]);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'MissingParameter', SenderFault: true }]);
  });

  it('to stand behind a topic', async () => {
    const sns = new SNSClient(clientOf(sandbox));
    const Endpoint = 'arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-notices.fifo';
    const command = new SubscribeCommand({ TopicArn: sandbox.hub.topic.arn, Protocol: 'sqs', Endpoint });
    await expect(sns.send(command)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    sns.destroy();
  });
});
