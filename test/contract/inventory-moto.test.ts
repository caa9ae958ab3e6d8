import { describe } from 'vitest';
import { createJournalTable, dynamoClient } from './dynamo-table.ts';
import { inventoryContract } from './inventory.ts';
import { inventoryTable } from './inventory-table.ts';
import { hasMoto, startMoto } from './moto.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  inventoryContract('DynamoDB, by moto', async () => {
    const moto = await startMoto();
    const client = dynamoClient(moto.endpoint);
    await createJournalTable(client, 'inventory');
    const store = inventoryTable(client, 'inventory');
    return {
      ...store,
      close: async () => {
        await store.close();
        await moto.close();
      },
    };
  });
});
