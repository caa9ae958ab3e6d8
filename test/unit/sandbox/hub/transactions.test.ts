import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from './hub-world.ts';

const TableName = 'ami-warden-dev-inventory';

let sandbox: Sandbox;
let dynamo: DynamoDBClient;

beforeEach(async () => {
  sandbox = await frozenSandbox();
  dynamo = new DynamoDBClient(clientOf(sandbox, undefined, 2));
});
afterEach(async () => {
  dynamo.destroy();
  await sandbox.close();
});

const keyOf = (name: string) => ({ pk: { S: name }, sk: { S: 'x' } });
const put = (name: string, note: string, condition?: string): TransactWriteItem => ({
  Put: {
    TableName,
    Item: { ...keyOf(name), note: { S: note } },
    ...(condition !== undefined && { ConditionExpression: condition }),
  },
});
const add = (name: string): TransactWriteItem => ({
  Update: {
    TableName,
    Key: keyOf(name),
    UpdateExpression: 'ADD used :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
});
const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  dynamo.send(
    new TransactWriteItemsCommand({
      TransactItems,
      ...(ClientRequestToken !== undefined && { ClientRequestToken }),
    }),
  );
const get = async (name: string) =>
  (await dynamo.send(new GetItemCommand({ TableName, Key: keyOf(name), ConsistentRead: true }))).Item;

describe('a transaction', () => {
  it('writes all of it', async () => {
    await transact([put('a', 'old')]);
    await transact([put('b', 'new'), add('c'), { Delete: { TableName, Key: keyOf('a') } }]);
    expect(await get('a')).toBeUndefined();
    expect(await get('b')).toMatchObject({ note: { S: 'new' } });
    expect(await get('c')).toMatchObject({ used: { N: '1' } });
  });

  it('writes nothing when one condition fails, and says which', async () => {
    await transact([put('a', 'old'), put('c', 'old')]);
    const items = [
      put('a', 'new'),
      add('b'),
      { Delete: { TableName, Key: keyOf('c') } },
      put('a2', 'x', 'attribute_exists(pk)'),
    ];
    await expect(transact(items)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'None' },
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    expect(await get('a')).toMatchObject({ note: { S: 'old' } });
    expect(await get('b')).toBeUndefined();
    expect(await get('c')).toMatchObject({ note: { S: 'old' } });
  });

  it('is done once under its token, whose answer was lost or asked for again', async () => {
    sandbox.hub.tables.loseAnswers('TransactWriteItems');
    await transact([add('a')]);
    expect(await get('a')).toMatchObject({ used: { N: '1' } });
    await transact([add('b')], 'once');
    await transact([add('b')], 'once');
    expect(await get('b')).toMatchObject({ used: { N: '1' } });
    await expect(transact([add('c')], 'once')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  it('has each item once, and some', async () => {
    await expect(transact([put('a', 'x'), add('a')])).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(transact([])).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('takes turns with others that read and write the same', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => transact([add('sum'), put(`own${String(n)}`, 'x')])),
    );
    expect(await get('sum')).toMatchObject({ used: { N: '20' } });
  });

  it('takes the rights of the writes in it', async () => {
    const credentials = sandbox.credentialsOf('arn:aws:iam::999988887777:role/ami-warden-dev-slack');
    const slack = new DynamoDBClient({ ...clientOf(sandbox, undefined, 1), credentials });
    const send = slack.send(new TransactWriteItemsCommand({ TransactItems: [put('a', 'x')] }));
    await expect(send).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const batch = slack.send(
      new BatchWriteItemCommand({
        RequestItems: { 'ami-warden-dev-journal': [{ PutRequest: { Item: keyOf('a') } }] },
      }),
    );
    await expect(batch).rejects.toMatchObject({ name: 'AccessDeniedException' });
    slack.destroy();
  });
});
