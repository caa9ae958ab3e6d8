import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type AttributeValue,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { Fault } from '../model/fault.ts';
import { chunks } from './chunks.ts';
import { asFault } from './faults.ts';
import { fewAtATime } from './few-at-a-time.ts';
import type { InventoryTable } from './inventory-table.ts';
import { TRIES, waitMs } from './inventory-table.ts';
import type { Item } from './items.ts';
import { keyAttributes, type ItemKey } from './keys.ts';

const MOST_GETS = 100;
const MOST_WRITES = 25;
const AT_ONCE = 4;

const different = (keys: readonly ItemKey[]): readonly ItemKey[] => [
  ...new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key])).values(),
];

/**
 * Asks for all of it, and for what DynamoDB leaves unprocessed again. `ask` answers what is left. Rejects with a retryable
 * `Fault` when there is still something left in the end.
 */
const untilProcessed = async <T>(
  table: InventoryTable,
  operation: string,
  wanted: readonly T[],
  ask: (some: readonly T[]) => Promise<readonly T[]>,
): Promise<void> => {
  let left = wanted;
  for (let tries = 0; tries < TRIES; tries += 1) {
    left = await ask(left);
    if (left.length === 0) return;
    await table.pause(waitMs(tries));
  }
  throw new Fault(operation, 'Unprocessed', `${String(left.length)} items were put off again and again`, {
    retryable: true,
  });
};

/** Those of these items that there are, in no order, read consistently. */
export const getItems = async (table: InventoryTable, keys: readonly ItemKey[]): Promise<readonly Item[]> => {
  const read = async (some: readonly ItemKey[]): Promise<readonly Item[]> => {
    const items: Item[] = [];
    await untilProcessed<Record<string, AttributeValue>>(
      table,
      'BatchGetItem',
      some.map(keyAttributes),
      async (left) => {
        const request = { [table.name]: { Keys: [...left], ConsistentRead: true } };
        const answer = await asFault(
          'BatchGetItem',
          table.client.send(new BatchGetItemCommand({ RequestItems: request })),
        );
        items.push(...(answer.Responses?.[table.name] ?? []));
        return answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
      },
    );
    return items;
  };
  return (await fewAtATime(chunks(different(keys), MOST_GETS), AT_ONCE, read)).flat();
};

/** Puts items, whatever was there, in no order; of two with the same key the later one. */
export const putItems = async (
  table: InventoryTable,
  items: readonly { readonly key: ItemKey; readonly attributes: Item }[],
): Promise<void> => {
  const latest = new Map(items.map((item) => [`${item.key.pk} ${item.key.sk}`, item]));
  const requests: readonly WriteRequest[] = [...latest.values()].map(({ key, attributes }) => ({
    PutRequest: { Item: { ...keyAttributes(key), ...attributes } },
  }));
  await fewAtATime(chunks(requests, MOST_WRITES), AT_ONCE, (some) =>
    untilProcessed(table, 'BatchWriteItem', some, async (left) => {
      const request = { [table.name]: [...left] };
      const answer = await asFault(
        'BatchWriteItem',
        table.client.send(new BatchWriteItemCommand({ RequestItems: request })),
      );
      return answer.UnprocessedItems?.[table.name] ?? [];
    }),
  );
};
