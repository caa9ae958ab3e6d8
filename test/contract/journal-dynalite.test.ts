import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import { createJournalTable, dynamoClient, startDynalite } from './dynamo-table.ts';
import { journalContract, type JournalStore } from './journal.ts';
import { governingContract } from './journal-governing.ts';
import { openContract } from './journal-open.ts';

const start = async (): Promise<JournalStore> => {
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
};
journalContract('DynamoDB, by dynalite', start);
governingContract('DynamoDB, by dynalite', start);
openContract('DynamoDB, by dynalite', start);
