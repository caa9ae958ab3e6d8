import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeNotify } from '../../../functions/notify/notify.ts';
import type { NoticePorts } from '../../../lib/app/notice-ports.ts';
import { Fault } from '../../../lib/model/fault.ts';
import type { NoticeMessage } from '../../../lib/ports/queues.ts';
import { quietChannel, quietPorts } from './quiet-ports.ts';

let told: string[];
let broken: readonly string[];

beforeEach(() => {
  told = [];
  broken = [];
});

/** A channel that is told of malformed records by their reasons, those in `broken` excepted. */
const ports = (): NoticePorts => ({
  ...quietPorts({
    isMalformedTold: () => Promise.resolve(false),
    noteMalformedTold: () => Promise.resolve(),
  }),
  whispers: null,
  channels: {
    always: [
      quietChannel('sns', ({ reason }) => {
        told.push(reason);
        const fault = new Fault('Publish', 'Throttling', 'slower', { retryable: true });
        return broken.includes(reason) ? Promise.reject(fault) : Promise.resolve();
      }),
    ],
    named: () => null,
  },
});

/** A record whose group is the first letter of its name. */
const recordOf = (name: string): SQSRecord => {
  const id = name.charAt(0);
  const at = '2026-11-23T10:00:00.000Z';
  const notice: NoticeMessage = { kind: 'malformed', account: null, region: null, id, reason: name, at };
  return {
    messageId: name,
    receiptHandle: 'r',
    body: name.endsWith('?') ? '{}' : JSON.stringify(notice),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1795428000000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: '1795428000000',
      MessageGroupId: id,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:999988887777:ami-warden-dev-notices.fifo',
    awsRegion: 'us-east-1',
  };
};

const notify = makeNotify(ports());
const failures = async (...names: readonly string[]): Promise<readonly string[]> => {
  const event: SQSEvent = { Records: names.map(recordOf) };
  const { batchItemFailures } = await notify(event, {} as Context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

describe('a batch of notices', () => {
  it('is told in its order', async () => {
    expect(await failures('a1', 'b1', 'a2')).toEqual([]);
    expect(told).toEqual(['a1', 'b1', 'a2']);
  });

  it('after a failure gives back the rest of that finding untried, and tells the others', async () => {
    broken = ['a1'];
    expect(await failures('a1', 'b1', 'a2', 'b2', 'a3')).toEqual(['a1', 'a2', 'a3']);
    expect(told).toEqual(['a1', 'b1', 'b2']);
  });

  it('keeps what of a finding was told before its failure', async () => {
    broken = ['a2'];
    expect(await failures('a1', 'a2', 'a3')).toEqual(['a2', 'a3']);
    expect(told).toEqual(['a1', 'a2']);
  });

  it('that fails as a whole is given back message by message', async () => {
    broken = ['a1', 'b1'];
    expect(await failures('a1', 'b1')).toEqual(['a1', 'b1']);
  });

  it('gives back what is no notice', async () => {
    expect(await failures('a?', 'b1')).toEqual(['a?']);
    expect(told).toEqual(['b1']);
  });

  it('forgets the failures of the batch before', async () => {
    broken = ['a1'];
    await failures('a1');
    broken = [];
    expect(await failures('a1', 'a2')).toEqual([]);
    expect(told).toEqual(['a1', 'a1', 'a2']);
  });
});
