import { describe } from 'vitest';
import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import { createJournalTable, dynamoClient } from './dynamo-table.ts';
import { journalContract, type JournalStore } from './journal.ts';
import { governingContract } from './journal-governing.ts';
import { openContract } from './journal-open.ts';
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
  // Its server has many threads and no lock around a conditional write: two of many at once were seen to get a lease.
  governingContract('DynamoDB, by moto', start, { isAtomic: false });
  openContract('DynamoDB, by moto', start);
});
