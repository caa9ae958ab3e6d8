import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../../lib/sandbox/clock.ts';
import { startSandbox } from '../../../../lib/sandbox/sandbox.ts';
import { hasMoto, startMoto } from '../../../contract/moto.ts';

const NAME = 'ami-warden-dev-plans';
// One without content-based deduplication.
const FIFO = 'ami-warden-dev-notices-dlq.fifo';
// moto puts every key that it did not give out itself into this account.
const MOTO_ACCOUNT = '123456789012';
const SANDBOX_ACCOUNT = '999988887777';

const topicOf = (account: string) => `arn:aws:sns:us-east-1:${account}:ami-warden-dev-alerts`;
const queueOf = (account: string, name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`;

interface Emulator {
  readonly endpoint: string;
  readonly account: string;
  /** Whether an event of this source and detail matches a pattern. */
  readonly matches: (pattern: object, detail: object) => Promise<boolean>;
  /** Lets so much pass that a queue may be purged again. */
  readonly rest: () => void;
  readonly close: () => Promise<void>;
}

const configOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: '999988887777', secretAccessKey: 'any' },
  maxAttempts: 1,
});

/** What the hub's services do, asked of an emulator by real clients. Only what both are known to model stands here. */
const behavesAsAws = (start: () => Promise<Emulator>): void => {
  let emulator: Emulator;
  let sqs: SQSClient;
  let sns: SNSClient;
  let url: string;
  let dead: string;
  let fifo: string;

  const urlOf = async (QueueName: string): Promise<string> =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';

  beforeAll(async () => {
    emulator = await start();
    sqs = new SQSClient(configOf(emulator.endpoint));
    sns = new SNSClient(configOf(emulator.endpoint));
    url = await urlOf(NAME);
    dead = await urlOf(`${NAME}-dlq`);
    fifo = await urlOf(FIFO);
  });
  beforeEach(async () => {
    emulator.rest();
    for (const QueueUrl of [url, dead, fifo]) await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  });
  afterAll(async () => {
    sqs.destroy();
    sns.destroy();
    await emulator.close();
  });

  const receive = async (QueueUrl = url, VisibilityTimeout = 0): Promise<readonly Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
      WaitTimeSeconds: 0,
    });
    return (await sqs.send(command)).Messages ?? [];
  };
  const send = (MessageBody: string, more: object = {}) =>
    sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, ...more }));

  it('a message comes with its attributes and their digest', async () => {
    const attributes = {
      severity: { DataType: 'String', StringValue: 'high' },
      count: { DataType: 'Number', StringValue: '3' },
      raw: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
    };
    const sent = await send('hällo', { MessageAttributes: attributes });
    expect(sent).toMatchObject({
      MD5OfMessageBody: '38bbce5fb3d0aec801f9eab39182fa7a',
      MD5OfMessageAttributes: '59c63e6e1bc2ae0ffd612ee9f0186916',
    });
    const [message] = await receive();
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hällo',
      MessageAttributes: attributes,
      Attributes: { ApproximateReceiveCount: '1' },
    });
  });

  it('a message that is in flight is hidden, a deleted one gone', async () => {
    await send('x');
    const [message] = await receive(url, 60);
    expect(await receive()).toEqual([]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(await receive()).toEqual([]);
  });

  it('a message that was received three times lies in the dead-letter queue', async () => {
    const { MessageId } = await send('x');
    for (const count of ['1', '2', '3']) {
      expect(await receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: count } }]);
    }
    expect(await receive()).toEqual([]);
    expect(await receive(dead)).toMatchObject([{ MessageId, Body: 'x' }]);
  });

  it('a delayed message is not there yet', async () => {
    await send('x', { DelaySeconds: 900 });
    expect(await receive()).toEqual([]);
  });

  const inGroup = (MessageGroupId: string, MessageBody: string, MessageDeduplicationId = MessageBody) =>
    send(MessageBody, { QueueUrl: fifo, MessageGroupId, MessageDeduplicationId });

  it('a FIFO queue gives a group in its order, and no more of it while one is in flight', async () => {
    await inGroup('g', 'g1');
    await inGroup('g', 'g2');
    await inGroup('h', 'h1');
    const first = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: fifo, MaxNumberOfMessages: 1, WaitTimeSeconds: 0 }),
    );
    expect(first.Messages?.map(({ Body }) => Body)).toEqual(['g1']);
    expect(await receive(fifo, 60)).toMatchObject([{ Body: 'h1', Attributes: { MessageGroupId: 'h' } }]);
    const ReceiptHandle = first.Messages?.[0]?.ReceiptHandle;
    await sqs.send(new DeleteMessageCommand({ QueueUrl: fifo, ReceiptHandle }));
    expect(await receive(fifo, 60)).toMatchObject([
      { Body: 'g2', Attributes: { MessageDeduplicationId: 'g2', SequenceNumber: TWENTY_DIGITS } },
    ]);
  });

  it('a FIFO queue takes a deduplication id once', async () => {
    await inGroup('g', 'x', 'once');
    await inGroup('g', 'y', 'once');
    expect((await receive(fifo, 60)).map(({ Body }) => Body)).toEqual(['x']);
  });

  it.each([
    ['no group', { MessageDeduplicationId: '1' }, 'MissingParameter'],
    ['no deduplication id', { MessageGroupId: 'g' }, 'InvalidParameterValue'],
    [
      'a delay',
      { MessageGroupId: 'g', MessageDeduplicationId: '1', DelaySeconds: 5 },
      'InvalidParameterValue',
    ],
  ])('a FIFO queue refuses a message with %s', async (_title, more, name) => {
    await expect(send('x', { QueueUrl: fifo, ...more })).rejects.toMatchObject({ name });
  });

  const entry = (Id: string) => ({ Id, MessageBody: 'x' });
  it.each([
    [
      'too many entries',
      Array.from({ length: 11 }, (_, index) => entry(String(index))),
      'TooManyEntriesInBatchRequest',
    ],
    ['the same id twice', [entry('a'), entry('a')], 'BatchEntryIdsNotDistinct'],
    ['no entries', [], 'EmptyBatchRequest'],
  ])('a batch of %s is refused', async (_title, Entries, name) => {
    const command = new SendMessageBatchCommand({ QueueUrl: url, Entries });
    await expect(sqs.send(command)).rejects.toMatchObject({ name });
  });

  it('a queue that there is not, and a handle that is none, are refused', async () => {
    await expect(urlOf('nowhere')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    const remove = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'nonsense' });
    await expect(sqs.send(remove)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('a topic brings its queue what the filter lets through, and refuses a long subject', async () => {
    await sns.send(
      new SubscribeCommand({
        TopicArn: topicOf(emulator.account),
        Protocol: 'sqs',
        Endpoint: queueOf(emulator.account, 'subscribed'),
        Attributes: { RawMessageDelivery: 'true', FilterPolicy: '{"severity":["high",{"prefix":"crit"}]}' },
      }),
    );
    for (const severity of ['high', 'low', 'critical']) {
      const attribute = { DataType: 'String', StringValue: severity };
      await sns.send(
        new PublishCommand({
          TopicArn: topicOf(emulator.account),
          Message: severity,
          MessageAttributes: { severity: attribute },
        }),
      );
    }
    const received = await receive(await urlOf('subscribed'), 60);
    expect(received.map(({ Body }) => Body)).toEqual(['high', 'critical']);
    const long = new PublishCommand({
      TopicArn: topicOf(emulator.account),
      Message: 'x',
      Subject: 'x'.repeat(101),
    });
    await expect(sns.send(long)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  const detail = { state: 'available', count: 5, limit: 301.8, tags: ['a', 'b'], inner: { name: 'golden' } };
  it.each([
    [{ detail: { state: ['available', 'failed'] } }, true],
    [{ detail: { state: ['failed'] } }, false],
    [{ detail: { state: [{ prefix: 'avail' }] } }, true],
    [{ detail: { state: [{ prefix: 'fail' }] } }, false],
    [{ detail: { count: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
    [{ detail: { count: [{ numeric: ['>', 0, '<', 5] }] } }, false],
    [{ detail: { tags: ['b', 'c'] } }, true],
    [{ detail: { tags: ['c'] } }, false],
    [{ detail: { inner: { name: ['golden'] } } }, true],
    [{ detail: { absent: [{ exists: false }] } }, true],
    [{ detail: { state: [{ exists: false }] } }, false],
    [{ source: ['com.other'], detail: { state: ['available'] } }, false],
    [{ $or: [{ source: ['com.other'] }, { detail: { state: ['available'] } }] }, true],
    [{ $or: [{ source: ['com.other'] }, { detail: { state: ['failed'] } }] }, false],
  ])('the pattern %j', async (pattern, expected) => {
    expect(await emulator.matches(pattern, detail)).toBe(expected);
  });
};

const TWENTY_DIGITS = expect.stringMatching(/^\d{20}$/) as unknown;

describe('the sandbox', () => {
  behavesAsAws(async () => {
    const clock = new SandboxClock({ frozen: true });
    const sandbox = await startSandbox({ clock });
    const events = new EventBridgeClient(configOf(sandbox.endpoint));
    sandbox.hub.queues.make({
      name: 'subscribed',
      arn: queueOf(SANDBOX_ACCOUNT, 'subscribed'),
      visibilitySeconds: 30,
      delaySeconds: 0,
      retentionSeconds: 345_600,
      maximumBytes: 1_048_576,
      redrive: null,
      fifo: null,
      policy: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' }],
    });
    return {
      endpoint: sandbox.endpoint,
      account: SANDBOX_ACCOUNT,
      matches: async (pattern, detail) => {
        const Event = JSON.stringify({ ...ENVELOPE, detail });
        const command = new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event });
        return (await events.send(command)).Result ?? false;
      },
      rest: () => {
        clock.advance(60_000);
      },
      close: async () => {
        events.destroy();
        await sandbox.close();
      },
    };
  });
});

const ENVELOPE = {
  id: '1',
  account: '999988887777',
  source: 'com.example',
  time: '2026-03-02T09:00:00Z',
  region: 'us-east-1',
  'detail-type': 'x',
};

describe.skipIf(!hasMoto)('moto', () => {
  behavesAsAws(async () => {
    const moto = await startMoto();
    const config = configOf(moto.endpoint);
    const [sqs, sns, events] = [new SQSClient(config), new SNSClient(config), new EventBridgeClient(config)];
    await sqs.send(new CreateQueueCommand({ QueueName: `${NAME}-dlq` }));
    const deadLetterTargetArn = queueOf(MOTO_ACCOUNT, `${NAME}-dlq`);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });
    await sqs.send(new CreateQueueCommand({ QueueName: NAME, Attributes: { RedrivePolicy } }));
    const Attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'false' };
    await sqs.send(new CreateQueueCommand({ QueueName: FIFO, Attributes }));
    await sqs.send(new CreateQueueCommand({ QueueName: 'subscribed' }));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'matched' }));
    await sns.send(new CreateTopicCommand({ Name: 'ami-warden-dev-alerts' }));
    await events.send(new CreateEventBusCommand({ Name: 'bus' }));
    const rule = { EventBusName: 'bus', Rule: 'rule' };
    return {
      endpoint: moto.endpoint,
      account: MOTO_ACCOUNT,
      matches: async (pattern, detail) => {
        const { Rule: Name, EventBusName } = rule;
        await events.send(new PutRuleCommand({ EventBusName, Name, EventPattern: JSON.stringify(pattern) }));
        const target = { Id: 'queue', Arn: queueOf(MOTO_ACCOUNT, 'matched') };
        await events.send(new PutTargetsCommand({ ...rule, Targets: [target] }));
        const entry = {
          EventBusName,
          Source: 'com.example',
          DetailType: 'x',
          Detail: JSON.stringify(detail),
        };
        await events.send(new PutEventsCommand({ Entries: [entry] }));
        await events.send(new RemoveTargetsCommand({ ...rule, Ids: ['queue'] }));
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 0 }));
        return Messages.length > 0;
      },
      rest: () => undefined,
      close: async () => {
        for (const client of [sqs, sns, events]) client.destroy();
        await moto.close();
      },
    };
  });
});
