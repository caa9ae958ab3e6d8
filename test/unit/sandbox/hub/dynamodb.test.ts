import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../lib/sandbox/sandbox.ts';
import { clientOf, frozenSandbox } from './hub-world.ts';

const TableName = 'ami-warden-dev-journal';
const Inventory = 'ami-warden-dev-inventory';
const Key = { pk: { S: 'image#1' }, sk: { S: 'finding#1' } };

let sandbox: Sandbox;
const clients: DynamoDBClient[] = [];

const client = (maxAttempts = 1, account?: string): DynamoDBClient => {
  const dynamo = new DynamoDBClient(clientOf(sandbox, account, maxAttempts));
  clients.push(dynamo);
  return dynamo;
};

beforeEach(async () => {
  sandbox = await frozenSandbox();
});
afterEach(async () => {
  for (const dynamo of clients.splice(0)) dynamo.destroy();
  await sandbox.close();
});

const put = (dynamo: DynamoDBClient, condition?: string) =>
  dynamo.send(
    new PutItemCommand({
      TableName,
      Item: { ...Key, note: { S: 'x' } },
      ...(condition !== undefined && { ConditionExpression: condition }),
    }),
  );
const get = async (dynamo: DynamoDBClient) =>
  (await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

describe("the journal's table", () => {
  it('is there from the start, with the keys of the template', async () => {
    const dynamo = client();
    expect((await dynamo.send(new ListTablesCommand({}))).TableNames).toEqual([Inventory, TableName]);
    await put(dynamo);
    expect(await get(dynamo)).toEqual({ ...Key, note: { S: 'x' } });
  });

  it('holds to conditions', async () => {
    const dynamo = client();
    await put(dynamo, 'attribute_not_exists(pk)');
    await expect(put(dynamo, 'attribute_not_exists(pk)')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
  });

  it('is not seen by other accounts', async () => {
    await expect(get(client(1, '111122223333'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is one of several that may be made', async () => {
    const dynamo = client();
    await dynamo.send(
      new CreateTableCommand({
        TableName: 'another',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    expect((await dynamo.send(new ListTablesCommand({}))).TableNames).toEqual([
      Inventory,
      TableName,
      'another',
    ]);
  });
});

describe('faults', () => {
  it('a throttled call is not carried out', async () => {
    const dynamo = client();
    sandbox.faults.failNext('PutItem', 'ProvisionedThroughputExceededException');
    await expect(put(dynamo)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect(await get(dynamo)).toBeUndefined();
  });

  it('a server error is seen as one, and passes when tried again', async () => {
    sandbox.faults.failNext('PutItem', 'InternalServerError', 1, 500);
    const dynamo = client(2);
    await put(dynamo);
    expect(await get(dynamo)).toMatchObject({ note: { S: 'x' } });
  });

  it('an answer gets lost, though the item was written', async () => {
    const dynamo = client();
    sandbox.hub.tables.loseAnswers('PutItem');
    await expect(put(dynamo)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await get(dynamo)).toMatchObject({ note: { S: 'x' } });
  });

  it('a conditional write whose answer was lost fails when the SDK tries it again', async () => {
    sandbox.hub.tables.loseAnswers('PutItem');
    await expect(put(client(2), 'attribute_not_exists(pk)')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
  });
});
