import { dynamoClient, startDynalite } from './dynamo-table.ts';
import { pagesContract } from './journal-pages.ts';
import { pagedTable } from './paged-table.ts';

pagesContract('DynamoDB, by dynalite', async () => {
  const server = await startDynalite();
  const store = await pagedTable(dynamoClient(server.endpoint));
  return {
    ...store,
    close: async () => {
      await store.close();
      await server.close();
    },
  };
});
