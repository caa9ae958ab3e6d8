import { setImmediate as turn } from 'node:timers/promises';
import { UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoInventory } from '../../lib/aws/dynamo-inventory.ts';
import { imageItem } from '../../lib/aws/inventory-keys.ts';
import { keyAttributes } from '../../lib/aws/keys.ts';
import type { InventoryStore } from './inventory.ts';

/** The inventory in a table of an emulator; closing it closes the client alone. */
export const inventoryTable = (client: DynamoDBClient, table: string): InventoryStore => ({
  inventory: dynamoInventory({ client, table, pause: () => turn() }),
  spoil: async (ref, document) => {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyAttributes(imageItem(ref)),
        UpdateExpression: 'SET #doc = :doc',
        ExpressionAttributeNames: { '#doc': 'doc' },
        ExpressionAttributeValues: { ':doc': { S: document } },
      }),
    );
  },
  close: () => {
    client.destroy();
    return Promise.resolve();
  },
});
