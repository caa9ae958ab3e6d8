import { QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { asFault, present } from './faults.ts';
import type { Item } from './items.ts';
import type { Table } from './table.ts';

/**
 * The items of a partition by their sort keys, read consistently, a page of at most 1 MB at a time; empty pages are left out.
 * `keys`: of each item no more than its sort key.
 */
export async function* partitionPages(
  table: Table,
  pk: string,
  what: 'items' | 'keys' = 'items',
): AsyncIterable<readonly Item[]> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const command = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk', ...(what === 'keys' ? { '#sk': 'sk' } : {}) },
      ...(what === 'keys' ? { ProjectionExpression: '#sk' } : {}),
      ExpressionAttributeValues: { ':pk': { S: pk } },
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await asFault('Query', table.client.send(command));
    const items = present('Query', 'Items', page.Items);
    if (items.length > 0) yield items;
    start = page.LastEvaluatedKey;
  } while (start);
}
