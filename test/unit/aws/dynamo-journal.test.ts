import 'aws-sdk-client-mock-vitest/extend';
import { gzipSync } from 'node:zlib';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoJournal } from '../../../lib/aws/dynamo-journal.ts';
import { cause, imageRef, plan, record } from '../../contract/journal-samples.ts';
import { awsError, dummy, handClock } from './mocks.ts';

const mock = mockClient(DynamoDBClient);
const ref = imageRef(1);
const pk = 'image#111122223333#eu-west-1#ami-00000000000000001';

const journal = dynamoJournal({
  client: new DynamoDBClient(dummy),
  table: 'journal',
  clock: handClock('2026-03-01T12:00:00.500Z'),
  token: () => 'token-1',
});

const refusedCondition = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const sent = (): unknown[] => mock.calls().map((call) => call.args[0].input);

const open = record(ref, 'f1', '2026-03-01T10:00:02.000Z');
const document = { ...open, told: undefined };

beforeEach(() => {
  mock.reset();
});

describe('entries and plans', () => {
  const SECOND = 1000;
  const expiries = (): unknown[] =>
    mock.commandCalls(PutItemCommand).map((call) => call.args[0].input.Item?.['expiresAt']);

  it.each([
    [undefined, undefined],
    [0, undefined],
    // 400 days behind 2026-03-01T10:00:00Z and 2026-03-01T12:00:00Z
    [400, [{ N: '1806919200' }, { N: '1806926400' }, { N: '1806926400' }]],
  ])('are kept for %j days', async (keptDays, expected) => {
    mock.on(PutItemCommand).resolves({});
    const kept = dynamoJournal({
      client: new DynamoDBClient(dummy),
      table: 'journal',
      clock: handClock('2026-03-01T12:00:00.500Z'),
      ...(keptDays === undefined ? {} : { keptDays }),
    });
    await kept.append({ kind: 'attempt', at: '2026-03-01T10:00:00.000Z', ref, cause });
    await kept.putPlan(plan(ref, 'p1'));
    // The entry, the way to the plan from its id, the plan.
    expect(expiries()).toEqual(expected ?? [undefined, undefined, undefined]);
    expect(new Date(1806919200 * SECOND).toISOString()).toBe('2027-04-05T10:00:00.000Z');
  });
});

describe('what the journal sends', () => {
  // What a sweep learns of it without reading it: the digest is of its verdict's text and the like.
  const OPEN =
    '["ami-00000000000000001","f1","public-sharing","2026-03-01T10:00:01.000Z","969ab6d685a65103",false]';

  it('puts a new finding where there is none', async () => {
    mock.on(PutItemCommand).resolves({});
    await journal.putFinding(open, null);
    expect(sent()).toEqual([
      {
        TableName: 'journal',
        Item: {
          pk: { S: pk },
          sk: { S: 'finding#f1' },
          doc: { S: JSON.stringify(document) },
          v: { N: '1' },
          updatedAt: { S: '2026-03-01T10:00:02.000Z' },
          told: { M: {} },
          place: { S: 'open#111122223333#eu-west-1' },
          open: { S: OPEN },
          token: { S: 'token-1' },
        },
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      },
    ]);
  });

  it('changes a finding that is still the one expected, and nothing of what was told', async () => {
    mock.on(UpdateItemCommand).resolves({});
    await journal.putFinding(open, '2026-03-01T10:00:01.000Z');
    expect(sent()).toEqual([
      {
        TableName: 'journal',
        Key: { pk: { S: pk }, sk: { S: 'finding#f1' } },
        UpdateExpression:
          'SET #doc = :doc, #v = :v, #updatedAt = :updatedAt, #place = :place, #open = :open, #token = :token',
        ConditionExpression: '#updatedAt = :expected',
        ExpressionAttributeNames: {
          '#doc': 'doc',
          '#v': 'v',
          '#updatedAt': 'updatedAt',
          '#open': 'open',
          '#place': 'place',
          '#token': 'token',
        },
        ExpressionAttributeValues: {
          ':doc': { S: JSON.stringify(document) },
          ':v': { N: '1' },
          ':place': { S: 'open#111122223333#eu-west-1' },
          ':open': { S: OPEN },
          ':updatedAt': { S: '2026-03-01T10:00:02.000Z' },
          ':expected': { S: '2026-03-01T10:00:01.000Z' },
          ':token': { S: 'token-1' },
        },
      },
    ]);
  });

  it('reads consistently, page by page', async () => {
    mock
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: { S: pk }, sk: { S: 'finding#f1' } } })
      .resolves({ Items: [] });
    expect(await journal.findings(ref)).toEqual([]);
    const query = {
      TableName: 'journal',
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: 'finding#' } },
      ConsistentRead: true,
    };
    expect(sent()).toEqual([
      query,
      { ...query, ExclusiveStartKey: { pk: { S: pk }, sk: { S: 'finding#f1' } } },
    ]);
    mock.reset();
    mock.on(GetItemCommand).resolves({});
    expect(await journal.finding(ref, 'f1')).toBeNull();
    expect(sent()).toEqual([
      { TableName: 'journal', Key: { pk: { S: pk }, sk: { S: 'finding#f1' } }, ConsistentRead: true },
    ]);
  });

  it('counts and judges a limit in one update, in a partition of the hour', async () => {
    mock.on(UpdateItemCommand).resolves({});
    expect(await journal.takeFromLimit('public-sharing/111122223333', '2026-03-01T10:15:00Z', 3, 10)).toBe(
      true,
    );
    expect(sent()).toEqual([
      {
        TableName: 'journal',
        Key: { pk: { S: 'limit#public-sharing/111122223333#2026-03-01T10' }, sk: { S: 'limit' } },
        UpdateExpression:
          'SET #used = if_not_exists(#used, :zero) + :count, #expiresAt = :expiresAt, #token = :token',
        ConditionExpression:
          '(attribute_not_exists(#used) OR #used <= :room) AND (attribute_not_exists(#token) OR #token <> :token)',
        ExpressionAttributeNames: { '#used': 'used', '#expiresAt': 'expiresAt', '#token': 'token' },
        ExpressionAttributeValues: {
          ':zero': { N: '0' },
          ':count': { N: '3' },
          ':room': { N: '7' },
          ':expiresAt': { N: '1772446500' },
          ':token': { S: 'token-1' },
        },
      },
    ]);
  });

  it('lets own requests and limits expire, and nothing else', async () => {
    mock.on(PutItemCommand).resolves({}).on(UpdateItemCommand).resolves({});
    await journal.noteOwnRequest(ref, 'r-1');
    expect(sent()).toEqual([
      {
        TableName: 'journal',
        Item: { pk: { S: pk }, sk: { S: 'request#r-1' }, expiresAt: { N: '1772452800' } },
      },
    ]);
    mock.resetHistory();
    await journal.putPlan(plan(ref, 'p1'));
    await journal.putFinding(open, null);
    await journal.append({
      kind: 'plan',
      at: '2026-03-01T10:00:00Z',
      ref,
      plan: plan(ref, 'p1'),
      cause: open.cause,
    });
    await journal.keepMalformed({ id: 'm1', at: open.updatedAt, reason: 'no', body: '', truncated: false });
    for (const { args } of mock.commandCalls(PutItemCommand)) {
      expect(args[0].input.Item).not.toHaveProperty('expiresAt');
    }
    expect(mock.calls()).toHaveLength(5);
  });
});

describe('a condition that does not hold', () => {
  const stored = (token: string): object => ({
    Item: { pk: { S: pk }, sk: { S: 'finding#f1' }, token: { S: token } },
  });

  it('is our own write when the stored token is ours: its first answer was lost', async () => {
    mock.on(PutItemCommand).rejects(refusedCondition).on(UpdateItemCommand).rejects(refusedCondition);
    mock.on(GetItemCommand, { ConsistentRead: true }).resolves(stored('token-1'));
    expect(await journal.putFinding(open, null)).toBe(true);
    expect(await journal.putFinding(open, '2026-03-01T10:00:01.000Z')).toBe(true);
    expect(await journal.putPlan(plan(ref, 'p1'))).toBe(true);
    expect(await journal.takeFromLimit('k', '2026-03-01T10:00:00Z', 1, 1)).toBe(true);
    expect(
      await journal.append({ kind: 'attempt', at: '2026-03-01T10:00:00Z', ref, cause: open.cause }),
    ).toMatch(/^2026-03-01T10:00:00\.000Z#/);
  });

  it('is another worker’s write when the token is another', async () => {
    mock.on(PutItemCommand).rejects(refusedCondition).on(UpdateItemCommand).rejects(refusedCondition);
    mock.on(GetItemCommand).resolves(stored('token-2'));
    expect(await journal.putFinding(open, null)).toBe(false);
    expect(await journal.putFinding(open, '2026-03-01T10:00:01.000Z')).toBe(false);
    expect(await journal.putPlan(plan(ref, 'p1'))).toBe(false);
    expect(await journal.takeFromLimit('k', '2026-03-01T10:00:00Z', 1, 1)).toBe(false);
  });

  it('never loses an entry: one that is there already is a fault', async () => {
    mock.on(PutItemCommand).rejects(refusedCondition);
    mock.on(GetItemCommand).resolves(stored('token-2'));
    const appended = journal.append({ kind: 'attempt', at: '2026-03-01T10:00:00Z', ref, cause: open.cause });
    await expect(appended).rejects.toMatchObject({ code: 'Collision', retryable: true });
  });
});

describe('a fault of DynamoDB', () => {
  it('comes out of every call, throttling as retryable', async () => {
    const throttled = awsError('ProvisionedThroughputExceededException', 'slower');
    mock.onAnyCommand().rejects(throttled);
    const note = { contentHash: 'c', reference: null };
    const malformed = { id: 'm', at: open.updatedAt, reason: '', body: '', truncated: false };
    const calls = [
      journal.findings(ref),
      journal.finding(ref, 'f1'),
      journal.putFinding(open, null),
      journal.putFinding(open, '2026-03-01T10:00:01.000Z'),
      journal.noteTold(ref, 'f1', 'sns', note),
      journal.append({ kind: 'attempt', at: '2026-03-01T10:00:00Z', ref, cause: open.cause }),
      journal.entries(ref),
      journal.entry(ref, 'e1'),
      journal.putPlan(plan(ref, 'p1')),
      journal.plan(ref, 'p1'),
      journal.planById('p1'),
      journal.noteOwnRequest(ref, 'r'),
      journal.isOwnRequest(ref, 'r'),
      journal.keepMalformed(malformed),
      journal.isMalformedTold('m', 'sns'),
      journal.noteMalformedTold('m', 'sns'),
      journal.takeFromLimit('k', '2026-03-01T10:00:00Z', 1, 1),
    ];
    const ends = await Promise.allSettled(calls);
    for (const end of ends) {
      expect(end).toMatchObject({
        status: 'rejected',
        reason: { name: 'Fault', code: 'ProvisionedThroughputExceededException', retryable: true },
      });
    }
    expect(ends).toHaveLength(17);
  });
});

describe('an answer without items', () => {
  it('is a fault, not an empty journal', async () => {
    mock.on(QueryCommand).resolves({});
    await expect(journal.findings(ref)).rejects.toMatchObject({ operation: 'Query', code: 'UnknownShape' });
    await expect(journal.entries(ref)).rejects.toMatchObject({ operation: 'Query', code: 'UnknownShape' });
  });
});

describe('an item that cannot be read', () => {
  const key = { pk: { S: pk }, sk: { S: 'finding#f1' } };
  const doc = { S: JSON.stringify(document) };

  it.each([
    ['has no version', { ...key, doc }],
    ['has a version to come', { ...key, doc, v: { N: '2' } }],
    ['has no document', { ...key, v: { N: '1' } }],
    ['is no JSON', { ...key, v: { N: '1' }, doc: { S: '{' } }],
    ['is no gzip', { ...key, v: { N: '1' }, doc: { B: Buffer.from('{}') } }],
    [
      'lacks a member',
      { ...key, v: { N: '1' }, doc: { S: JSON.stringify({ ...document, status: undefined }) } },
    ],
    [
      'has a status of another time',
      { ...key, v: { N: '1' }, doc: { S: JSON.stringify({ ...document, status: 'x' }) } },
    ],
    ['was told something odd', { ...key, v: { N: '1' }, doc, told: { M: { sns: { S: '[]' } } } }],
  ])('is a fault and never nothing: it %s', async (_name, item) => {
    mock
      .on(GetItemCommand)
      .resolves({ Item: item })
      .on(QueryCommand)
      .resolves({ Items: [item] });
    const unreadable = { name: 'Fault', code: 'Unreadable', retryable: false };
    await expect(journal.finding(ref, 'f1')).rejects.toMatchObject(unreadable);
    await expect(journal.findings(ref)).rejects.toMatchObject(unreadable);
  });

  it('is read when it is whole, be it text or gzip, and keeps what a newer version put in', async () => {
    const newer = { ...document, addedLater: { deep: [1] } };
    for (const whole of [{ S: JSON.stringify(newer) }, { B: gzipSync(JSON.stringify(newer)) }]) {
      mock.on(GetItemCommand).resolves({ Item: { ...key, v: { N: '1' }, doc: whole } });
      expect(await journal.finding(ref, 'f1')).toEqual({ ...newer, told: {} });
    }
  });
});

describe('a malformed record', () => {
  const keep = async (body: string): Promise<{ body: string | undefined; doc: unknown }> => {
    mock.on(PutItemCommand).resolves({});
    await journal.keepMalformed({ id: 'm1', at: open.updatedAt, reason: 'no', body, truncated: false });
    const item = mock.commandCalls(PutItemCommand)[0]?.args[0].input.Item;
    return { body: item?.['body']?.S, doc: JSON.parse(item?.['doc']?.S ?? '') };
  };

  it('is kept whole up to 300 KiB', async () => {
    const body = 'x'.repeat(300 * 1024);
    const kept = await keep(body);
    expect(kept.body).toBe(body);
    expect(kept.doc).toMatchObject({ id: 'm1', reason: 'no', truncated: false });
  });

  it('is cut there, between two characters, and says so', async () => {
    const kept = await keep(`${'x'.repeat(300 * 1024 - 1)}€uro`);
    expect(kept.body).toBe('x'.repeat(300 * 1024 - 1));
    expect(kept.doc).toMatchObject({ truncated: true });
  });

  it('that was cut before stays so called', async () => {
    mock.on(PutItemCommand).resolves({});
    await journal.keepMalformed({ id: 'm1', at: open.updatedAt, reason: 'no', body: 'x', truncated: true });
    const doc = mock.commandCalls(PutItemCommand)[0]?.args[0].input.Item?.['doc']?.S ?? '';
    expect(JSON.parse(doc)).toMatchObject({ truncated: true });
  });
});
