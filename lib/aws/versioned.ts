import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type AttributeValue,
  type Put,
} from '@aws-sdk/client-dynamodb';
import { toFault } from './faults.ts';
import { numberOf, type Item } from './items.ts';
import { keyAttributes, type ItemKey } from './keys.ts';
import { isOurs, type Table } from './table.ts';

/** The condition that an item is still of this version; 0: that there is none. */
export const ofVersion = (
  version: number,
): {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
} =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: String(version) } },
      };

export const versionOf = (item: Item): number => numberOf(item, 'version');

/** A put of the next version on the condition that the stored one is of this. */
export const putOf = (table: Table, key: ItemKey, attributes: Item, version: number, token: string): Put => ({
  TableName: table.name,
  Item: {
    ...keyAttributes(key),
    ...attributes,
    version: { N: String(version + 1) },
    token: { S: token },
  },
  ...ofVersion(version),
});

/** Puts an item if the stored one is still of this version (0: if there is none); answers whether it holds. */
export const putVersion = async (
  table: Table,
  key: ItemKey,
  attributes: Item,
  version: number,
): Promise<boolean> => {
  const token = table.token();
  try {
    await table.client.send(new PutItemCommand(putOf(table, key, attributes, version, token)));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return isOurs(table, key, token);
    throw toFault('PutItem', error);
  }
};
