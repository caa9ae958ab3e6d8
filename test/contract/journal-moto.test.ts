import { describe } from 'vitest';
import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import { createJournalTable, dynamoClient } from './dynamo-table.ts';
import { journalContract } from './journal.ts';
import { hasMoto, startMoto } from './moto.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  journalContract('DynamoDB, by moto', async () => {
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
  });
});
