import 'aws-sdk-client-mock-vitest/extend';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sqsQueues, sqsRequests } from '../../../lib/aws/sqs-queues.ts';
import type { Request } from '../../../lib/model/request.ts';
import { parseEvent } from '../../../lib/events/parse.ts';
import { cause } from '../../contract/journal-samples.ts';
import { awsError, dummy, ref } from './mocks.ts';

const mock = mockClient(SQSClient);
const queues = sqsQueues({
  client: new SQSClient(dummy),
  changes: 'https://sqs/changes',
  plans: 'https://sqs/plans',
  notices: 'https://sqs/notices',
});

const sent = (): unknown[] =>
  mock.commandCalls(SendMessageCommand).map(({ args }) => {
    const { MessageBody, ...rest } = args[0].input;
    return { ...rest, body: JSON.parse(MessageBody ?? '') as unknown };
  });

beforeEach(() => {
  mock.reset();
  mock.on(SendMessageCommand).resolves({});
});

describe('the queues', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const anyUuid = expect.stringMatching(uuid) as unknown;

  it('carry a plan to the plans queue and a notice to the notices queue, as JSON', async () => {
    const plan = { kind: 'plan', ref, planId: 'p1', cause } as const;
    const notice = { kind: 'finding', ref, finding: 'f1' } as const;
    await queues.sendPlan(plan);
    await queues.sendNotice(notice);
    expect(sent()).toEqual([
      { QueueUrl: 'https://sqs/plans', body: plan },
      {
        QueueUrl: 'https://sqs/notices',
        MessageGroupId: 'f1',
        MessageDeduplicationId: anyUuid,
        body: notice,
      },
    ]);
  });

  it('keep the notices of a malformed record together, by its id', async () => {
    const place = { account: null, region: null };
    const notice = {
      kind: 'malformed',
      ...place,
      id: 'm1',
      reason: 'r',
      at: '2026-03-01T10:00:00.000Z',
    } as const;
    await queues.sendNotice(notice);
    expect(sent()).toMatchObject([{ MessageGroupId: 'm1', MessageDeduplicationId: anyUuid }]);
  });

  it('never let SQS take the second notice of a finding for a repeat of the first', async () => {
    const notice = { kind: 'finding', ref, finding: 'f1' } as const;
    await queues.sendNotice(notice);
    await queues.sendNotice(notice);
    const ids = mock.commandCalls(SendMessageCommand).map(({ args }) => args[0].input.MessageDeduplicationId);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ['in 90.5 s', '2026-03-01T10:01:30.500Z', 91],
    ['in exactly 15 minutes', '2026-03-01T10:15:00.000Z', 900],
    ['tomorrow', '2026-03-02T10:00:00.000Z', 900],
  ])('delay a recheck that is due %s', async (_, dueAt, delay) => {
    await queues.sendRecheck(ref, dueAt, '2026-03-01T10:00:00.000Z');
    expect(sent()).toMatchObject([{ QueueUrl: 'https://sqs/changes', DelaySeconds: delay }]);
  });

  it.each(['2026-03-01T10:00:00.000Z', '2026-03-01T09:00:00.000Z'])(
    'send a recheck that is due (%s) at once',
    async (dueAt) => {
      await queues.sendRecheck(ref, dueAt, '2026-03-01T10:00:00.000Z');
      expect(sent()[0]).not.toHaveProperty('DelaySeconds');
    },
  );

  it('send a recheck that the parser takes for one of this image', async () => {
    await queues.sendRecheck(ref, '2026-03-01T10:05:00.000Z', '2026-03-01T10:00:00.000Z');
    const body = mock.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageBody ?? '';
    expect(parseEvent(JSON.parse(body))).toMatchObject({
      kind: 'change',
      event: 'Recheck',
      account: ref.account,
      region: ref.region,
      images: [ref.image],
      detail: { kind: 'recheck', dueAt: '2026-03-01T10:05:00.000Z' },
    });
  });

  it('say that a message was not sent', async () => {
    mock.on(SendMessageCommand).rejects(awsError('ServiceUnavailable', 'no', 503));
    await expect(queues.sendNotice({ kind: 'finding', ref, finding: 'f1' })).rejects.toMatchObject({
      operation: 'SendMessage',
      code: 'ServiceUnavailable',
      retryable: true,
    });
  });
});

describe('what people ask for', () => {
  const requests = sqsRequests({ client: new SQSClient(dummy), requests: 'https://sqs/requests.fifo' });
  const by = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U0ALICE01' } as const;
  const ask = (id: string, request: Request) =>
    requests.send({ kind: 'request', request, by, answerTo: { id, channel: 'C1', user: 'U0ALICE01' } });
  const apply = { kind: 'apply', plan: 'fedcba9876543210', dryRun: false } as const;
  const undo = { kind: 'rollback', ref, entry: 'e1', dryRun: false } as const;
  const mute = {
    kind: 'mute',
    ref,
    finding: 'f1',
    until: '2026-03-08T10:00:00.000Z',
    dryRun: false,
  } as const;

  it('goes to its own queue by the id of what they did, so that SQS takes it once', async () => {
    await ask('c1', apply);
    await ask('c1', apply);
    const place = { QueueUrl: 'https://sqs/requests.fifo', MessageDeduplicationId: 'c1' };
    expect(sent()).toMatchObject([
      { ...place, body: { kind: 'request', request: apply, by, answerTo: { id: 'c1' } } },
      place,
    ]);
  });

  it('is done in its order for one plan and one subject, and beside each other for others', async () => {
    await ask('c1', apply);
    await ask('c2', { ...apply, kind: 'refuse', reason: null });
    await ask('c3', undo);
    await ask('c4', mute);
    await ask('c5', { ...apply, plan: '0123456789abcdef' });
    const groups = sent().map((one) => (one as { readonly MessageGroupId: string }).MessageGroupId);
    expect(groups.map((group) => groups.indexOf(group))).toEqual([0, 0, 2, 2, 4]);
    for (const group of groups) expect(group).toMatch(/^[0-9a-f]{64}$/);
  });
});
