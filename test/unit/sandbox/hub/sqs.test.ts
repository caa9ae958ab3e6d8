import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from './hub-world.ts';

const CHANGES = 'ami-warden-dev-changes';
const PLANS = 'ami-warden-dev-plans';

let sandbox: Sandbox;
let sqs: SQSClient;
let url: string;

beforeEach(async () => {
  sandbox = await frozenSandbox();
  sqs = new SQSClient(clientOf(sandbox));
  url = sandbox.hub.queues.url(PLANS);
});
afterEach(async () => {
  sqs.destroy();
  await sandbox.close();
});

const send = (body: string, more: Partial<SendMessageCommandInput> = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...more }));

const receive = async (more: Partial<ReceiveMessageCommandInput> = {}): Promise<readonly Message[]> =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, ...more }))).Messages ??
  [];

const bodies = async () => (await receive()).map(({ Body }) => Body);

describe('sending and receiving', () => {
  it('brings a message with its attributes, checked by the SDK against its MD5', async () => {
    const attributes = {
      severity: { DataType: 'String', StringValue: 'high' },
      count: { DataType: 'Number', StringValue: '3' },
      raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
    };
    const sent = await send('hällo', { MessageAttributes: attributes });
    expect(sent.MD5OfMessageBody).toBe('38bbce5fb3d0aec801f9eab39182fa7a');
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hällo',
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1772442000000',
        ApproximateFirstReceiveTimestamp: '1772442000000',
      },
    });
    expect(message?.MessageAttributes).toEqual(attributes);
  });

  it('gives only the attributes that were asked for', async () => {
    await send('x', {
      MessageAttributes: {
        'a.b': { DataType: 'String', StringValue: '1' },
        c: { DataType: 'String', StringValue: '2' },
      },
    });
    const [message] = await receive({
      MessageAttributeNames: ['a.*'],
      MessageSystemAttributeNames: ['SentTimestamp'],
    });
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['a.b']);
    expect(Object.keys(message?.Attributes ?? {})).toEqual(['SentTimestamp']);
  });

  it('keeps a message back for its delay', async () => {
    await send('later', { DelaySeconds: 900 });
    sandbox.clock.advance(899_999);
    expect(await bodies()).toEqual([]);
    sandbox.clock.advance(1);
    expect(await bodies()).toEqual(['later']);
  });

  it('hides a received message for 720 s, as the template says, then gives it again', async () => {
    await send('x');
    expect(await bodies()).toEqual(['x']);
    sandbox.clock.advance(719_999);
    expect(await bodies()).toEqual([]);
    sandbox.clock.advance(1);
    expect(await bodies()).toEqual(['x']);
  });

  it('forgets a deleted message; the handle of an earlier receipt deletes nothing', async () => {
    await send('x');
    const [first] = await receive({ VisibilityTimeout: 0 });
    const [second] = await receive({ VisibilityTimeout: 0 });
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect(sandbox.hub.queues.messages(PLANS)).toHaveLength(1);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    expect(sandbox.hub.queues.messages(PLANS)).toHaveLength(0);
  });

  it('changes how long a message stays hidden', async () => {
    await send('x');
    const [message] = await receive();
    const change = (VisibilityTimeout: number) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(10);
    sandbox.clock.advance(10_000);
    expect(await bodies()).toEqual(['x']);
    await expect(change(43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('cannot hide a message that is not in flight', async () => {
    await send('x');
    const [message] = await receive({ VisibilityTimeout: 0 });
    const change = new ChangeMessageVisibilityCommand({
      QueueUrl: url,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 10,
    });
    await expect(sqs.send(change)).rejects.toMatchObject({ name: 'MessageNotInflight' });
  });

  it('waits for a message when it is asked to', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await sqs.send(new ListQueuesCommand({}));
    await send('x');
    expect((await waiting).map(({ Body }) => Body)).toEqual(['x']);
  });

  it('gives up a wait when sandbox time is over', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await sqs.send(new ListQueuesCommand({}));
    sandbox.clock.advance(20_000);
    expect(await waiting).toEqual([]);
  });
});

describe('redrive', () => {
  it('puts a message into the dead-letter queue when it was received three times in vain', async () => {
    const { MessageId } = await send('x');
    for (let time = 0; time < 3; time += 1) {
      expect(await bodies()).toEqual(['x']);
      sandbox.clock.advance(720_000);
    }
    expect(sandbox.hub.queues.deadLetters(PLANS)).toEqual([]);
    expect(await bodies()).toEqual([]);
    expect(sandbox.hub.queues.deadLetters(PLANS)).toMatchObject([
      {
        id: MessageId,
        body: 'x',
        receives: 3,
        sentAt: 1_772_442_000_000,
        deadLetterSource: 'arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-plans',
      },
    ]);
  });

  it('a dead letter is kept for 14 days from when it was first sent', async () => {
    await send('x');
    for (let time = 0; time < 4; time += 1) {
      await receive();
      sandbox.clock.advance(720_000);
    }
    sandbox.clock.advance(1_209_600_000 - 4 * 720_000 - 1);
    expect(sandbox.hub.queues.deadLetters(PLANS)).toHaveLength(1);
    sandbox.clock.advance(1);
    expect(sandbox.hub.queues.deadLetters(PLANS)).toHaveLength(0);
  });
});

describe('batches', () => {
  it('send what is fit and tell what is not', async () => {
    const answer = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'x' },
          { Id: 'bad', MessageBody: 'x', DelaySeconds: 901 },
        ],
      }),
    );
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }]);
    expect(sandbox.hub.queues.messages(PLANS).map(({ body }) => body)).toEqual(['x']);
  });

  it('delete several', async () => {
    await send('x');
    const [message] = await receive();
    const answer = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'b', ReceiptHandle: 'nonsense' },
        ],
      }),
    );
    expect(answer.Successful).toEqual([{ Id: 'a' }]);
    expect(answer.Failed).toMatchObject([{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }]);
  });

  const entry = (Id: string, MessageBody = 'x') => ({ Id, MessageBody });
  it.each([
    ['none', [], 'EmptyBatchRequest'],
    [
      'too many',
      Array.from({ length: 11 }, (_, index) => entry(String(index))),
      'TooManyEntriesInBatchRequest',
    ],
    ['the same id twice', [entry('a'), entry('a')], 'BatchEntryIdsNotDistinct'],
    ['an id that is none', [entry('a b')], 'InvalidBatchEntryId'],
    [
      'too long together',
      [entry('a', 'x'.repeat(600_000)), entry('b', 'x'.repeat(600_000))],
      'BatchRequestTooLong',
    ],
  ])('of %s are refused', async (_title, Entries, name) => {
    const command = new SendMessageBatchCommand({ QueueUrl: url, Entries });
    await expect(sqs.send(command)).rejects.toMatchObject({ name });
  });
});

describe('limits', () => {
  it.each<readonly [string, string, Partial<SendMessageCommandInput>, string]>([
    ['an empty body', '', {}, 'MissingParameter'],
    ['a body over 1 MiB', 'x'.repeat(1_048_577), {}, 'InvalidParameterValue'],
    ['a control character', 'a\u0000b', {}, 'InvalidMessageContents'],
    ['a deduplication id', 'x', { MessageDeduplicationId: '1' }, 'InvalidParameterValue'],
    ['a delay over 15 minutes', 'x', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    [
      'an attribute without a type',
      'x',
      { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
    [
      'an empty attribute',
      'x',
      { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
      'InvalidParameterValue',
    ],
  ])('%s is refused', async (_title, body, more, name) => {
    await expect(send(body, more)).rejects.toMatchObject({ name });
    expect(sandbox.hub.queues.messages(PLANS)).toEqual([]);
  });

  it('a message group is taken, and keeps nothing back', async () => {
    await send('a', { MessageGroupId: 'g' });
    await send('b', { MessageGroupId: 'g' });
    await receive({ MaxNumberOfMessages: 1 });
    const [message] = await receive({ MessageSystemAttributeNames: ['All'] });
    expect(message?.Body).toBe('b');
    expect(message?.Attributes).not.toHaveProperty('MessageGroupId');
  });

  it('1 MiB is taken', async () => {
    await send('x'.repeat(1_048_576));
    expect(sandbox.hub.queues.messages(PLANS)).toHaveLength(1);
  });
});

describe('queues', () => {
  it('are found by name and listed, with the attributes of the template', async () => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: CHANGES }));
    expect(QueueUrl).toBe(`${sandbox.endpoint}/999988887777/ami-warden-dev-changes`);
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'ami-warden-dev-plans' }));
    expect(QueueUrls).toEqual([
      `${sandbox.endpoint}/999988887777/ami-warden-dev-plans`,
      `${sandbox.endpoint}/999988887777/ami-warden-dev-plans-dlq`,
    ]);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'] }),
    );
    expect(Attributes).toEqual({
      VisibilityTimeout: '360',
      RedrivePolicy:
        '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-changes-dlq","maxReceiveCount":5}',
    });
  });

  it('count what they hold', async () => {
    await send('visible');
    await send('hidden');
    await send('delayed', { DelaySeconds: 60 });
    await receive({ MaxNumberOfMessages: 1 });
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
    });
  });

  it('are purged, once a minute', async () => {
    await send('x');
    const purge = () => sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    await purge();
    expect(sandbox.hub.queues.messages(PLANS)).toEqual([]);
    await expect(purge()).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
    sandbox.clock.advance(60_000);
    await purge();
  });

  it('that there are not, or that are of others, are refused', async () => {
    const nowhere = new SendMessageCommand({ QueueUrl: `${url}x`, MessageBody: 'x' });
    await expect(sqs.send(nowhere)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    const other = new SQSClient(clientOf(sandbox, '111122223333'));
    const foreign = new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' });
    await expect(other.send(foreign)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    other.destroy();
  });
});
