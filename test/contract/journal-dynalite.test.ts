import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import { createJournalTable, dynamoClient, startDynalite } from './dynamo-table.ts';
import { journalContract } from './journal.ts';

journalContract('DynamoDB, by dynalite', async () => {
  const server = await startDynalite();
  const client = dynamoClient(server.endpoint);
  await createJournalTable(client, 'journal');
  return {
    open: (clock) => dynamoJournal({ client, table: 'journal', clock }),
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
});
