import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
  type PublishCommandInput,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from './hub-world.ts';

const TOPIC = 'arn:aws:sns:us-east-1:999988887777:ami-warden-dev-alerts';

let sandbox: Sandbox;
let sns: SNSClient;

beforeEach(async () => {
  sandbox = await frozenSandbox();
  sns = new SNSClient(clientOf(sandbox));
});
afterEach(async () => {
  sns.destroy();
  await sandbox.close();
});

const publish = (more: Partial<PublishCommandInput>) =>
  sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'text', ...more }));

const text = (value: string) => ({ DataType: 'String', StringValue: value });

describe('publishing', () => {
  it('keeps subject, text and attributes', async () => {
    const { MessageId } = await publish({
      Subject: 'A public image',
      Message: 'ami-0aaaaaaaaaaaaaaa1 ünd mehr',
      MessageAttributes: { severity: text('high'), count: { DataType: 'Number', StringValue: '2' } },
    });
    expect(sandbox.hub.topic.messages).toEqual([
      {
        id: MessageId,
        topicArn: TOPIC,
        subject: 'A public image',
        message: 'ami-0aaaaaaaaaaaaaaa1 ünd mehr',
        attributes: { severity: { type: 'String', value: 'high' }, count: { type: 'Number', value: '2' } },
        publishedAt: '2026-03-02T09:00:00.000Z',
      },
    ]);
  });

  it.each<readonly [string, Partial<PublishCommandInput>]>([
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }],
    ['256 KiB', { Message: 'x'.repeat(262_144) }],
  ])('%s is taken', async (_title, more) => {
    await publish(more);
    expect(sandbox.hub.topic.messages).toHaveLength(1);
  });

  it.each<readonly [string, Partial<PublishCommandInput>, string]>([
    ['a subject of 101', { Subject: 'x'.repeat(101) }, 'InvalidParameterException'],
    ['a line break in the subject', { Subject: 'a\nb' }, 'InvalidParameterException'],
    ['a subject that is not ASCII', { Subject: 'Ärger' }, 'InvalidParameterException'],
    ['a subject that begins with a space', { Subject: ' a' }, 'InvalidParameterException'],
    ['an empty message', { Message: '' }, 'InvalidParameterException'],
    ['one byte over 256 KiB', { Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
    [
      'attributes that bring it over',
      { Message: 'x'.repeat(262_140), MessageAttributes: { a: text('b') } },
      'InvalidParameterException',
    ],
    [
      'an attribute of no known type',
      { MessageAttributes: { a: { DataType: 'Text', StringValue: 'b' } } },
      'InvalidParameterValueException',
    ],
    ['an empty attribute', { MessageAttributes: { a: text('') } }, 'InvalidParameterValueException'],
    ['a topic that there is not', { TopicArn: `${TOPIC}x` }, 'NotFoundException'],
  ])('%s is refused', async (_title, more, name) => {
    await expect(publish(more)).rejects.toMatchObject({ name });
    expect(sandbox.hub.topic.messages).toEqual([]);
  });

  it("is for the topic's own account", async () => {
    const other = new SNSClient(clientOf(sandbox, '111122223333'));
    const command = new PublishCommand({ TopicArn: TOPIC, Message: 'x' });
    await expect(other.send(command)).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
    other.destroy();
  });
});

it('topics are those of the template', async () => {
  const { Topics } = await sns.send(new ListTopicsCommand({}));
  expect(Topics).toEqual([
    { TopicArn: TOPIC },
    { TopicArn: 'arn:aws:sns:us-east-1:999988887777:ami-warden-dev-alarms' },
  ]);
});

describe('a queue behind a topic', () => {
  const QUEUE = 'people';
  const ARN = `arn:aws:sqs:us-east-1:999988887777:${QUEUE}`;

  const subscribe = (Attributes: Record<string, string>) =>
    sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint: ARN, Attributes }));
  const received = () => sandbox.hub.queues.messages(QUEUE).map(({ body }) => body);
  const make = (service = 'sns.amazonaws.com') =>
    sandbox.hub.queues.make({
      name: QUEUE,
      arn: ARN,
      visibilitySeconds: 30,
      delaySeconds: 0,
      retentionSeconds: 3_600,
      maximumBytes: 1_048_576,
      redrive: null,
      fifo: null,
      policy: [
        { Effect: 'Allow', Principal: { Service: service }, Action: 'sqs:SendMessage', Resource: ARN },
      ],
    });

  it('gets what its filter lets through', async () => {
    make();
    await subscribe({
      RawMessageDelivery: 'true',
      FilterPolicy: '{"severity":["high"],"count":[{"numeric":[">",1]}]}',
    });
    const count = (value: string) => ({ DataType: 'Number', StringValue: value });
    await publish({ Message: 'both', MessageAttributes: { severity: text('high'), count: count('2') } });
    await publish({ Message: 'low', MessageAttributes: { severity: text('low'), count: count('2') } });
    await publish({ Message: 'few', MessageAttributes: { severity: text('high'), count: count('1') } });
    await publish({ Message: 'none' });
    expect(received()).toEqual(['both']);
  });

  it('gets an envelope unless it wants messages raw', async () => {
    make();
    await subscribe({});
    await publish({ Subject: 'S', MessageAttributes: { severity: text('high') } });
    expect(received().map((body) => JSON.parse(body) as unknown)).toMatchObject([
      {
        Type: 'Notification',
        TopicArn: TOPIC,
        Subject: 'S',
        Message: 'text',
        Timestamp: '2026-03-02T09:00:00.000Z',
        MessageAttributes: { severity: { Type: 'String', Value: 'high' } },
      },
    ]);
  });

  it('gets nothing when its policy does not let SNS in', async () => {
    make('events.amazonaws.com');
    await subscribe({});
    await publish({});
    expect(received()).toEqual([]);
  });

  it('is listed, and taken off', async () => {
    make();
    const { SubscriptionArn } = await subscribe({});
    const list = async () =>
      (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }))).Subscriptions;
    expect(await list()).toMatchObject([{ SubscriptionArn, Endpoint: ARN, Protocol: 'sqs' }]);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '1' });
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await list()).toEqual([]);
  });

  it('with a filter that is none is refused', async () => {
    await expect(subscribe({ FilterPolicy: '{"severity":"high"}' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});
