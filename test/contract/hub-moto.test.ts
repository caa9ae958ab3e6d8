import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventBridgeAlerts } from '../../lib/aws/eventbridge-alerts.ts';
import { s3Policy } from '../../lib/aws/s3-policy.ts';
import { snsAlerts } from '../../lib/aws/sns-alerts.ts';
import { sqsQueues } from '../../lib/aws/sqs-queues.ts';
import { secret } from '../../lib/aws/ssm-secret.ts';
import { bundleJson, sealBundle } from '../../lib/policy/bundle.ts';
import type { PolicySource } from '../../lib/ports/policy-source.ts';
import { cause, imageRef, record } from './journal-samples.ts';
import { hasMoto, startMoto, type Moto } from './moto.ts';

const ref = imageRef(1);
const open = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
const credentials = { accessKeyId: '999988887777', secretAccessKey: 'any' };

/** The hub's adapters on services that were written by others. */
describe.skipIf(!hasMoto)('the hub, by moto', () => {
  let moto: Moto;
  let sqs: SQSClient;
  let config: { endpoint: string; region: string; credentials: typeof credentials };

  beforeAll(async () => {
    moto = await startMoto();
    config = { endpoint: moto.endpoint, region: 'us-east-1', credentials };
    sqs = new SQSClient(config);
  });
  afterAll(async () => {
    sqs.destroy();
    await moto.close();
  });

  const queue = async (name: string): Promise<{ url: string; arn: string }> => {
    const { QueueUrl: url = '' } = await sqs.send(
      new CreateQueueCommand({
        QueueName: name,
        ...(name.endsWith('.fifo') && { Attributes: { FifoQueue: 'true' } }),
      }),
    );
    return { url, arn: `arn:aws:sqs:us-east-1:999988887777:${name}` };
  };

  const received = async (url: string): Promise<readonly unknown[]> => {
    const command = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
    const { Messages = [] } = await sqs.send(command);
    return Messages.map(({ Body }) => JSON.parse(Body ?? '') as unknown);
  };

  it('carries messages, and keeps back a recheck that is not due', async () => {
    const [changes, plans, notices] = [
      await queue('changes'),
      await queue('plans'),
      await queue('notices.fifo'),
    ];
    const queues = sqsQueues({ client: sqs, changes: changes.url, plans: plans.url, notices: notices.url });
    const plan = { kind: 'plan', ref, planId: 'p1', cause } as const;
    const notice = { kind: 'finding', ref, finding: 'f1' } as const;
    await queues.sendPlan(plan);
    await queues.sendNotice(notice);
    await queues.sendNotice(notice);
    await queues.sendRecheck(ref, '2026-03-08T10:00:00.000Z', '2026-03-01T10:00:00.000Z');
    expect(await received(plans.url)).toEqual([plan]);
    expect(await received(notices.url)).toEqual([notice, notice]);
    expect(await received(changes.url)).toEqual([]);
    const attributes = new GetQueueAttributesCommand({ QueueUrl: changes.url, AttributeNames: ['All'] });
    const { Attributes } = await sqs.send(attributes);
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1' });
  });

  it('publishes alerts that a subscription can filter by their attributes', async () => {
    const [critical, low] = [await queue('critical'), await queue('low')];
    const client = new SNSClient(config);
    const { TopicArn: topicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'alerts' }));
    for (const [target, severity] of [
      [critical, 'critical'],
      [low, 'low'],
    ] as const) {
      const Attributes = { FilterPolicy: JSON.stringify({ severity: [severity] }) };
      await client.send(
        new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: target.arn, Attributes }),
      );
    }
    const options = { remediateFunction: 'ami-warden-dev-remediate', accountName: () => null };
    await snsAlerts({ client, topicArn, name: 'sns', options }).tell(open, null);
    client.destroy();
    expect(await received(critical.url)).toMatchObject([
      { Subject: expect.stringContaining('ami-warden') as unknown },
    ]);
    expect(await received(low.url)).toEqual([]);
  });

  it('puts findings on the bus, where a rule by source finds them', async () => {
    const target = await queue('findings');
    const client = new EventBridgeClient(config);
    await client.send(new CreateEventBusCommand({ Name: 'ami-warden-dev' }));
    const rule = { Name: 'findings', EventBusName: 'ami-warden-dev' };
    await client.send(
      new PutRuleCommand({
        ...rule,
        EventPattern: '{"source":["ami-warden"],"detail-type":["AMI Finding"]}',
      }),
    );
    await client.send(
      new PutTargetsCommand({
        Rule: 'findings',
        EventBusName: 'ami-warden-dev',
        Targets: [{ Id: '1', Arn: target.arn }],
      }),
    );
    await eventBridgeAlerts({ client, bus: 'ami-warden-dev' }).tell(open, null);
    client.destroy();
    expect(await received(target.url)).toMatchObject([
      {
        source: 'ami-warden',
        'detail-type': 'AMI Finding',
        resources: [`arn:aws:ec2:eu-west-1::image/${ref.image}`],
        detail: { id: 'f1', status: 'open', image: ref.image },
      },
    ]);
  });

  it('keeps secrets', async () => {
    const client = new SSMClient(config);
    const clock = { now: () => new Date('2026-03-01T10:00:00.000Z') };
    const name = '/ami-warden/dev/slack-token';
    await expect(secret(client, name, clock)()).rejects.toMatchObject({
      operation: 'GetParameter',
      code: 'ParameterNotFound',
      retryable: false,
    });
    await client.send(new PutParameterCommand({ Name: name, Value: 'xoxb-example', Type: 'SecureString' }));
    expect(await secret(client, name, clock)()).toBe('xoxb-example');
    client.destroy();
  });

  it('holds the policy, which is read again only when it changed', async () => {
    const client = new S3Client({ ...config, forcePathStyle: true });
    const policy = (name: string): string =>
      bundleJson(
        sealBundle({
          version: 1,
          name,
          rules: [],
          overrides: [],
          waivers: [],
          waiverWarnings: [],
          groups: {},
          notify: { default: { to: [], digestSeconds: null, repeatSeconds: null }, routes: [] },
        }),
      );
    const put = async (body: string): Promise<void> => {
      await client.send(new PutObjectCommand({ Bucket: 'policies', Key: 'team a/policy.json', Body: body }));
    };
    let now = '2026-03-01T10:00:00.000Z';
    const problems: string[] = [];
    const source = (key: string): PolicySource =>
      s3Policy({
        bucket: 'policies',
        key,
        region: 'us-east-1',
        credentials: () => Promise.resolve(credentials),
        clock: { now: () => new Date(now) },
        onRefused: (problem) => problems.push(problem),
        endpoint: moto.endpoint,
      });
    const missing = { operation: 'GetObject', retryable: false };
    await expect(source('x').policy()).rejects.toMatchObject({ ...missing, code: 'NoSuchBucket' });
    await client.send(new CreateBucketCommand({ Bucket: 'policies' }));
    await expect(source('x').policy()).rejects.toMatchObject({ ...missing, code: 'NoSuchKey' });

    const read = source('team a/policy.json');
    const names: string[] = [];
    for (const [time, body] of [
      ['2026-03-01T10:01:00.000Z', policy('first')],
      ['2026-03-01T10:02:00.000Z', policy('first')],
      ['2026-03-01T10:03:00.000Z', '{"version":1}'],
      ['2026-03-01T10:04:00.000Z', '{"version":1}'],
      ['2026-03-01T10:05:00.000Z', policy('second')],
    ] as const) {
      await put(body);
      now = time;
      names.push((await read.policy()).name);
    }
    client.destroy();
    expect(names).toEqual(['first', 'first', 'first', 'first', 'second']);
    // Once: the second time, moto says that nothing changed (304).
    expect(problems).toHaveLength(1);
  });
});
