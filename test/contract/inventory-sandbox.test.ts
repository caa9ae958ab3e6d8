import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { dynamoClient } from './dynamo-table.ts';
import { inventoryContract } from './inventory.ts';
import { inventoryTable } from './inventory-table.ts';

inventoryContract('DynamoDB, by the sandbox', async () => {
  const sandbox = await startSandbox({});
  const store = inventoryTable(dynamoClient(sandbox.endpoint), 'ami-warden-dev-inventory');
  return {
    ...store,
    close: async () => {
      await store.close();
      await sandbox.close();
    },
  };
});
