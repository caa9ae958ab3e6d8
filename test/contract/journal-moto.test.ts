import { describe } from 'vitest';
import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import { createJournalTable, dynamoClient } from './dynamo-table.ts';
import { journalContract, type JournalStore } from './journal.ts';
import { governingContract } from './journal-governing.ts';
import { hasMoto, startMoto } from './moto.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  const start = async (): Promise<JournalStore> => {
    const moto = await startMoto();
    const client = dynamoClient(moto.endpoint);
    await createJournalTable(client, 'journal');
    return {
      open: (clock) => dynamoJournal({ client, table: 'journal', clock }),
      close: async () => {
        client.destroy();
        await moto.close();
      },
    };
  };
  journalContract('DynamoDB, by moto', start);
  governingContract('DynamoDB, by moto', start);
});
