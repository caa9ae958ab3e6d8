import { describe } from 'vitest';
import { dynamoClient } from './dynamo-table.ts';
import { pagesContract } from './journal-pages.ts';
import { hasMoto, startMoto } from './moto.ts';
import { pagedTable } from './paged-table.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  pagesContract('DynamoDB, by moto', async () => {
    const moto = await startMoto();
    const store = await pagedTable(dynamoClient(moto.endpoint));
    return {
      ...store,
      close: async () => {
        await store.close();
        await moto.close();
      },
    };
  });
});
