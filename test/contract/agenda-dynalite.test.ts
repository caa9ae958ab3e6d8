import { dynamoAgenda } from '../../lib/aws/dynamo-agenda.ts';
import { agendaContract } from './agenda.ts';
import { createJournalTable, dynamoClient, startDynalite } from './dynamo-table.ts';

agendaContract('DynamoDB, by dynalite', async () => {
  const server = await startDynalite();
  const client = dynamoClient(server.endpoint);
  await createJournalTable(client, 'journal');
  return {
    open: (clock) => dynamoAgenda({ client, table: 'journal', clock }),
    close: async () => {
      client.destroy();
      await server.close();
    },
  };
});
