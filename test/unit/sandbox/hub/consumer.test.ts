import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MappingOptions, SqsFunction } from '../../../../lib/sandbox/hub/mapping/consumer.ts';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { frozenSandbox } from './hub-world.ts';

const CHANGES = 'ami-warden-dev-changes';
const PLANS = 'ami-warden-dev-plans';
const REPORTING: MappingOptions = { batchSize: 10, functionResponseTypes: ['ReportBatchItemFailures'] };
const VISIBLE_AGAIN_MS = 360_000;

let sandbox: Sandbox;
let seen: SQSEvent[];

beforeEach(async () => {
  sandbox = await frozenSandbox();
  seen = [];
});
afterEach(() => sandbox.close());

const send = (...bodies: readonly string[]): void => {
  for (const body of bodies) {
    sandbox.hub.queues.queue(CHANGES).send({ body, attributes: {}, senderId: 'AIDAEXAMPLE' });
  }
};

const consume = (answer: SqsFunction, options = REPORTING) =>
  sandbox.hub.consume(CHANGES, options, (event) => {
    seen.push(event);
    return answer(event);
  });

const batches = () => seen.map(({ Records }) => Records.map(({ body }) => body));
const left = () => sandbox.hub.queues.messages(CHANGES).map(({ body }) => body);
const failed = (event: SQSEvent, ...bodies: readonly string[]): SQSBatchResponse => ({
  batchItemFailures: event.Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
    itemIdentifier: messageId,
  })),
});
const fine: SqsFunction = () => Promise.resolve({ batchItemFailures: [] });

describe('a queue behind a function', () => {
  it('gives messages in batches and deletes what went well', async () => {
    consume(fine, { ...REPORTING, batchSize: 2 });
    send('a', 'b', 'c');
    await sandbox.hub.idle();
    expect(batches()).toEqual([['a', 'b'], ['c']]);
    expect(left()).toEqual([]);
  });

  it('gives messages that were there before', async () => {
    send('a');
    consume(fine);
    await sandbox.hub.idle();
    expect(batches()).toEqual([['a']]);
  });

  it("gives records in Lambda's shape", async () => {
    consume(fine);
    sandbox.hub.queues.queue(CHANGES).send({
      body: '{}',
      senderId: 'AIDAEXAMPLE',
      attributes: {
        kind: { type: 'String', text: 'x', bytes: null },
        raw: { type: 'Binary', text: null, bytes: Uint8Array.of(1, 2) },
      },
    });
    await sandbox.hub.idle();
    const record = seen[0]?.Records[0];
    expect(record).toEqual({
      messageId: record?.messageId,
      receiptHandle: record?.receiptHandle,
      body: '{}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1772442000000',
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: '1772442000000',
      },
      messageAttributes: {
        kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
        raw: { binaryValue: 'AQI=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
      },
      md5OfMessageAttributes: record?.md5OfMessageAttributes,
      md5OfBody: '99914b932bd37a50b983c5e7c90ae93b',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-changes',
      awsRegion: 'us-east-1',
    });
    expect(record?.messageId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(record?.receiptHandle).toMatch(/^[A-Za-z0-9+]{48}$/);
    expect(record?.md5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('what did not go well comes again after the visibility timeout', () => {
  it('one message of a batch, the others being done', async () => {
    const consumer = consume((event) => Promise.resolve(failed(event, 'b')));
    send('a', 'b', 'c');
    await sandbox.hub.idle();
    expect(left()).toEqual(['b']);
    sandbox.clock.advance(VISIBLE_AGAIN_MS - 1);
    await sandbox.hub.idle();
    expect(batches()).toEqual([['a', 'b', 'c']]);
    sandbox.clock.advance(1);
    await sandbox.hub.idle();
    expect(batches()).toEqual([['a', 'b', 'c'], ['b']]);
    expect(seen[1]?.Records[0]?.attributes.ApproximateReceiveCount).toBe('2');
    expect(consumer.failedBatches.map(({ reason }) => reason)).toEqual([
      'batchItemFailures',
      'batchItemFailures',
    ]);
    expect(consumer.invocations).toBe(2);
  });

  const answers: readonly (readonly [string, SqsFunction])[] = [
    ['it throws', () => Promise.reject(new Error('broken'))],
    [
      'it throws before it promises',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'it names a message that there is not',
      () => Promise.resolve({ batchItemFailures: [{ itemIdentifier: 'x' }] }),
    ],
    ['it names no message', () => Promise.resolve({ batchItemFailures: [{ itemIdentifier: '' }] })],
  ];
  it.each(answers)('the whole batch, when %s', async (_title, answer) => {
    const consumer = consume(answer);
    send('a', 'b');
    await sandbox.hub.idle();
    expect(left()).toEqual(['a', 'b']);
    expect(consumer.failedBatches).toHaveLength(1);
    sandbox.clock.advance(VISIBLE_AGAIN_MS);
    await sandbox.hub.idle();
    expect(batches()).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('five times, then it lies in the dead-letter queue and idle is idle', async () => {
    consume((event) => Promise.resolve(failed(event, 'poison')));
    send('poison', 'good');
    for (let time = 0; time < 6; time += 1) {
      await sandbox.hub.idle();
      sandbox.clock.advance(VISIBLE_AGAIN_MS);
    }
    await sandbox.hub.idle();
    expect(batches()).toEqual([['poison', 'good'], ['poison'], ['poison'], ['poison'], ['poison']]);
    expect(left()).toEqual([]);
    expect(sandbox.hub.queues.deadLetters(CHANGES).map(({ body, receives }) => [body, receives])).toEqual([
      ['poison', 5],
    ]);
  });
});

describe('a mapping', () => {
  it('without ReportBatchItemFailures takes any answer for success', async () => {
    consume((event) => Promise.resolve(failed(event, 'a')), { batchSize: 10 });
    send('a');
    await sandbox.hub.idle();
    expect(left()).toEqual([]);
  });

  it('waits for its window, or for a full batch', async () => {
    consume(fine, { ...REPORTING, batchSize: 3, maximumBatchingSeconds: 5 });
    send('a');
    await sandbox.hub.idle();
    expect(batches()).toEqual([]);
    sandbox.clock.advance(3_000);
    send('b');
    sandbox.clock.advance(2_000);
    await sandbox.hub.idle();
    expect(batches()).toEqual([['a', 'b']]);
    send('c', 'd', 'e');
    await sandbox.hub.idle();
    expect(batches()).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
  });

  it('runs one batch at a time, or as many as it says', async () => {
    const most = async (maximumConcurrency: number): Promise<number> => {
      let now = 0;
      let highest = 0;
      const consumer = consume(
        async () => {
          now += 1;
          highest = Math.max(highest, now);
          await new Promise((resolve) => {
            setImmediate(resolve);
          });
          now -= 1;
          return undefined;
        },
        { ...REPORTING, batchSize: 1, maximumConcurrency },
      );
      send('a', 'b', 'c', 'd');
      await sandbox.hub.idle();
      consumer.stop();
      return highest;
    };
    expect(await most(1)).toBe(1);
    expect(await most(3)).toBe(3);
  });

  it('takes no more once it is stopped', async () => {
    const consumer = consume(fine);
    consumer.stop();
    send('a');
    await sandbox.hub.idle();
    expect(left()).toEqual(['a']);
  });
});

describe('idle', () => {
  it('waits for what a function sends on to the next', async () => {
    const order: string[] = [];
    const plans = sandbox.hub.queues.queue(PLANS);
    consume(async ({ Records }) => {
      order.push('changes');
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      for (const { body } of Records) plans.send({ body, attributes: {}, senderId: 'AIDAEXAMPLE' });
      return undefined;
    });
    sandbox.hub.consume(PLANS, REPORTING, () => {
      order.push('plans');
      return Promise.resolve(undefined);
    });
    send('a');
    await sandbox.hub.idle();
    expect(order).toEqual(['changes', 'plans']);
  });

  it('does not wait for a delayed message, which time brings', async () => {
    consume(fine);
    sandbox.hub.queues
      .queue(CHANGES)
      .send({ body: 'later', attributes: {}, senderId: 'x', delaySeconds: 900 });
    await sandbox.hub.idle();
    expect(batches()).toEqual([]);
    sandbox.clock.advance(900_000);
    await sandbox.hub.idle();
    expect(batches()).toEqual([['later']]);
  });

  it('is at once without consumers', async () => {
    send('a');
    await sandbox.hub.idle();
    expect(left()).toEqual(['a']);
  });
});

it('an event of a member comes to the function as it was published', async () => {
  consume(fine);
  const event = {
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    account: '111122223333',
    detail: { eventSource: 'ec2.amazonaws.com', eventName: 'CreateImage' },
  };
  sandbox.hub.publish('111122223333', 'us-west-2', event);
  await sandbox.hub.idle();
  expect(seen.flatMap(({ Records }) => Records.map(({ body }) => JSON.parse(body) as unknown))).toEqual([
    event,
  ]);
  expect(sandbox.hub.published).toEqual([{ account: '111122223333', region: 'us-west-2', envelope: event }]);
});
