import 'aws-sdk-client-mock-vitest/extend';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoInventory } from '../../../lib/aws/dynamo-inventory.ts';
import { here, known, refOf } from '../../contract/inventory-samples.ts';
import { awsError, dummy } from './mocks.ts';

const mock = mockClient(DynamoDBClient);
const client = new DynamoDBClient(dummy);
let pauses: number[] = [];
const inventory = dynamoInventory({
  client,
  table: 'inventory',
  token: () => 't-1',
  pause: (ms) => Promise.resolve(void pauses.push(ms)),
});

const canceled = (...codes: readonly string[]): Error =>
  new TransactionCanceledException({
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
    $metadata: {},
  });
const put = () => inventory.putImage(known(refOf(1)), 0, { amis: 1 });

beforeEach(() => {
  mock.reset();
  pauses = [];
});

describe('a transaction', () => {
  it('that met another is asked for again, after ever longer pauses', async () => {
    mock
      .on(TransactWriteItemsCommand)
      .rejectsOnce(canceled('None', 'TransactionConflict'))
      .rejectsOnce(canceled('ThrottlingError', 'None'))
      .resolves({});
    expect(await put()).toBe(true);
    expect(mock).toHaveReceivedCommandTimes(TransactWriteItemsCommand, 3);
    expect(pauses).toHaveLength(2);
    expect(pauses[0]).toBeLessThanOrEqual(25);
    expect(pauses[1]).toBeGreaterThanOrEqual(25);
    expect(pauses[1]).toBeLessThanOrEqual(50);
  });

  it('that meets others for ever is a fault that may pass', async () => {
    mock.on(TransactWriteItemsCommand).rejects(canceled('None', 'TransactionConflict'));
    await expect(put()).rejects.toMatchObject({ code: 'TransactionConflict', retryable: true });
    expect(mock).toHaveReceivedCommandTimes(TransactWriteItemsCommand, 8);
  });

  it('whose condition failed is not asked for again, though it met another besides', async () => {
    mock.on(TransactWriteItemsCommand).rejects(canceled('ConditionalCheckFailed', 'TransactionConflict'));
    expect(await put()).toBe(false);
    expect(mock).toHaveReceivedCommandTimes(TransactWriteItemsCommand, 1);
  });

  it('that is refused for another reason is a fault at once', async () => {
    mock.on(TransactWriteItemsCommand).rejects(awsError('AccessDeniedException', 'no'));
    await expect(put()).rejects.toMatchObject({ operation: 'TransactWriteItems', retryable: false });
    expect(pauses).toEqual([]);
    mock.on(TransactWriteItemsCommand).rejects(canceled('ItemCollectionSizeLimitExceeded', 'None'));
    await expect(put()).rejects.toMatchObject({ operation: 'TransactWriteItems' });
  });

  it('is none where nothing is counted', async () => {
    mock.on(PutItemCommand).resolves({});
    expect(await inventory.putImage(known(refOf(1)), 0, { amis: 0 })).toBe(true);
    expect(mock).not.toHaveReceivedCommand(TransactWriteItemsCommand);
  });
});

describe('a batch', () => {
  const keys = [1, 2].map((n) => ({ pk: { S: 'images#x' }, sk: { S: refOf(n).image } }));

  it('asks again for what DynamoDB left unprocessed', async () => {
    mock
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { inventory: [] }, UnprocessedKeys: { inventory: { Keys: keys.slice(1) } } })
      .resolves({ Responses: { inventory: [] } });
    await inventory.images(here, [refOf(1).image, refOf(2).image]);
    const asked = mock.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems);
    expect(asked.map((items) => items?.['inventory']?.Keys?.length)).toEqual([2, 1]);
    expect(asked[1]?.['inventory']).toEqual({ Keys: keys.slice(1), ConsistentRead: true });
  });

  it('writes again what was left unprocessed, and is a fault when it is put off for ever', async () => {
    const sample = { quota: 'amis', at: '2026-03-01T00:00:00.000Z', used: 1, limit: 2 } as const;
    const left = { inventory: [{ PutRequest: { Item: {} } }] };
    mock.on(BatchWriteItemCommand).resolvesOnce({ UnprocessedItems: left }).resolves({});
    await inventory.noteUsage(here, [sample]);
    expect(mock).toHaveReceivedCommandTimes(BatchWriteItemCommand, 2);
    mock.on(BatchWriteItemCommand).resolves({ UnprocessedItems: left });
    await expect(inventory.noteUsage(here, [sample])).rejects.toMatchObject({
      code: 'Unprocessed',
      retryable: true,
    });
  });
});
