import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { asFault, present, toFault } from './faults.ts';
import type { Item } from './items.ts';
import { keyAttributes, type ItemKey } from './keys.ts';

/** The journal's table: partition key `pk`, sort key `sk`, both strings, TTL on `expiresAt`. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** A new unique text for each write, by which it is known again. */
  readonly token: () => string;
}

/** An UpdateItem whose names and values are referred to as `#name` and `:name`. */
export interface Update {
  readonly set: string;
  /** Attributes to be taken away; absent for none. */
  readonly remove?: string;
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** One item, read consistently; null when there is none. */
export const getItem = async (table: Table, key: ItemKey): Promise<Item | null> => {
  const command = new GetItemCommand({
    TableName: table.name,
    Key: keyAttributes(key),
    ConsistentRead: true,
  });
  const answer = await asFault('GetItem', table.client.send(command));
  return answer.Item ?? null;
};

/**
 * The items of a partition whose sort keys begin with `prefix`, by sort key, read consistently, all pages; `from` leaves out those
 * that sort before it with the prefix.
 */
export const queryItems = async (
  table: Table,
  pk: string,
  prefix: string,
  from = '',
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let start: Record<string, AttributeValue> | undefined;
  // A sort key takes one condition: nothing of ours sorts after this character.
  const wanted: Pick<QueryCommandInput, 'KeyConditionExpression' | 'ExpressionAttributeValues'> =
    from === ''
      ? {
          KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
          ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: prefix } },
        }
      : {
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :end',
          ExpressionAttributeValues: {
            ':pk': { S: pk },
            ':from': { S: `${prefix}${from}` },
            ':end': { S: `${prefix}\u{10ffff}` },
          },
        };
  do {
    const command = new QueryCommand({
      TableName: table.name,
      ...wanted,
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await asFault('Query', table.client.send(command));
    items.push(...present('Query', 'Items', page.Items));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
};

/** Puts an item, whatever was there. */
export const putItem = async (table: Table, key: ItemKey, attributes: Item): Promise<void> => {
  const command = new PutItemCommand({
    TableName: table.name,
    Item: { ...keyAttributes(key), ...attributes },
  });
  await asFault('PutItem', table.client.send(command));
};

/*
 * A write whose answer was lost
 *
 *   this worker                            table
 *   PutItem, token T1  ------------------> no such item: written with T1
 *                      <--- (time-out)
 *   the SDK asks again, token T1 --------> there is an item: ConditionalCheckFailed
 *   GetItem, consistent -----------------> token T1: the write was ours, so it holds
 *
 * Without the token this worker would believe that another had been faster, and nobody would do what follows a write that
 * held. When another worker's write lies on top by the time of that read, ours counts as lost: the caller looks again, and
 * what it then sees was decided with ours in sight.
 */
/** Whether the item was written with this token. */
export const isOurs = async (table: Table, key: ItemKey, token: string): Promise<boolean> => {
  const item = await getItem(table, key);
  return item?.['token']?.S === token;
};

/**
 * Puts an item where there is none; answers whether it holds. One clause, `absent`:
 *
 *   worker A                               worker B
 *   PutItem, token A: absent -> true
 *                                          PutItem, token B: not absent -> GetItem: token A -> false
 */
export const putNew = async (table: Table, key: ItemKey, attributes: Item): Promise<boolean> => {
  const token = table.token();
  const absent = 'attribute_not_exists(#pk)';
  const command = new PutItemCommand({
    TableName: table.name,
    Item: { ...keyAttributes(key), ...attributes, token: { S: token } },
    ConditionExpression: absent,
    ExpressionAttributeNames: { '#pk': 'pk' },
  });
  try {
    await table.client.send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return isOurs(table, key, token);
    throw toFault('PutItem', error);
  }
};

/** Updates an item if the condition holds and answers whether it did; `#token` and `:token` are set here and may be used. */
export const updateIf = async (table: Table, key: ItemKey, update: Update): Promise<boolean> => {
  const token = table.token();
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: keyAttributes(key),
    UpdateExpression: `SET ${update.set}, #token = :token${update.remove === undefined ? '' : ` REMOVE ${update.remove}`}`,
    ConditionExpression: update.condition,
    ExpressionAttributeNames: { ...update.names, '#token': 'token' },
    ExpressionAttributeValues: { ...update.values, ':token': { S: token } },
  });
  try {
    await table.client.send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return isOurs(table, key, token);
    throw toFault('UpdateItem', error);
  }
};
