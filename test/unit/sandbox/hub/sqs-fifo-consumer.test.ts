import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MappingOptions, SqsFunction } from '../../../../lib/sandbox/hub/mapping/consumer.ts';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { frozenSandbox } from './hub-world.ts';

const NOTICES = 'ami-warden-dev-notices.fifo';
const REPORTING: MappingOptions = { functionResponseTypes: ['ReportBatchItemFailures'] };
const VISIBLE_AGAIN_MS = 720_000;

let sandbox: Sandbox;
let seen: SQSEvent[];

beforeEach(async () => {
  sandbox = await frozenSandbox();
  // The queue is for these messages alone.
  sandbox.hub.schedules.stop();
  seen = [];
});
afterEach(() => sandbox.close());

/** Each into the group of its first letter. */
const send = (...bodies: readonly string[]): void => {
  for (const body of bodies) {
    const place = { groupId: body.charAt(0), deduplicationId: body };
    sandbox.hub.queues.queue(NOTICES).send({ body, attributes: {}, senderId: 'AIDAEXAMPLE', ...place });
  }
};
const consume = (answer: SqsFunction, options: MappingOptions) =>
  sandbox.hub.consume(NOTICES, options, (event) => {
    seen.push(event);
    return answer(event);
  });
const fine: SqsFunction = () => Promise.resolve({ batchItemFailures: [] });
const failing =
  (...bodies: readonly string[]): SqsFunction =>
  ({ Records }) =>
    Promise.resolve({
      batchItemFailures: Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    });
const batches = () => seen.map(({ Records }) => Records.map(({ body }) => body));
const left = () => sandbox.hub.queues.messages(NOTICES).map(({ body }) => body);

describe('a FIFO queue behind a function', () => {
  it('never gives two workers the same group, and is idle at the end', async () => {
    const running = new Set<string>();
    let together = 0;
    const doubled: string[] = [];
    const work: SqsFunction = async ({ Records }) => {
      const groups = Records.map(({ attributes }) => attributes.MessageGroupId ?? '');
      doubled.push(...groups.filter((group) => running.has(group)));
      for (const group of groups) running.add(group);
      together = Math.max(together, running.size);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      for (const group of groups) running.delete(group);
      return undefined;
    };
    consume(work, { ...REPORTING, batchSize: 1, maximumConcurrency: 2 });
    send('a1', 'a2', 'a3', 'b1', 'b2');
    await sandbox.hub.idle();
    expect([doubled, together, left()]).toEqual([[], 2, []]);
    const ofGroup = (group: string) =>
      batches()
        .flat()
        .filter((body) => body.startsWith(group));
    expect([ofGroup('a'), ofGroup('b')]).toEqual([
      ['a1', 'a2', 'a3'],
      ['b1', 'b2'],
    ]);
  });

  it('keeps back the rest of a group whose first message failed, and not the other groups', async () => {
    let answer = failing('a1');
    consume((event) => answer(event), { ...REPORTING, batchSize: 1 });
    send('a1', 'a2', 'b1');
    await sandbox.hub.idle();
    expect(batches()).toEqual([['a1'], ['b1']]);
    expect(left()).toEqual(['a1', 'a2']);
    answer = fine;
    sandbox.clock.advance(VISIBLE_AGAIN_MS);
    await sandbox.hub.idle();
    expect(batches()).toEqual([['a1'], ['b1'], ['a1'], ['a2']]);
    expect(left()).toEqual([]);
  });

  it("gives records with Lambda's attributes of FIFO queues", async () => {
    consume(fine, REPORTING);
    send('a1');
    await sandbox.hub.idle();
    expect(seen[0]?.Records[0]?.attributes).toEqual({
      ApproximateReceiveCount: '1',
      SentTimestamp: '1772442000000',
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: '1772442000000',
      MessageGroupId: 'a',
      MessageDeduplicationId: 'a1',
      SequenceNumber: '18800000000000000256',
    });
  });

  it('gives a message again that took longer than it was hidden', async () => {
    let isSlow = true;
    const consumer = consume(() => {
      if (isSlow) sandbox.clock.advance(VISIBLE_AGAIN_MS);
      isSlow = false;
      return Promise.resolve(undefined);
    }, REPORTING);
    send('a1');
    await sandbox.hub.idle();
    expect(batches()).toEqual([['a1'], ['a1']]);
    expect(consumer.failedBatches).toMatchObject([{ reason: { code: 'InvalidParameterValue' } }]);
    expect(left()).toEqual([]);
  });

  it.each([{ batchSize: 11 }, { maximumBatchingSeconds: 1 }])('takes no mapping with %j', (options) => {
    expect(() => consume(fine, options)).toThrow('is FIFO');
  });

  it('takes no message without a group', () => {
    const queue = sandbox.hub.queues.queue(NOTICES);
    expect(() => queue.send({ body: 'x', attributes: {}, senderId: 'x' })).toThrow('needs a group');
  });
});
