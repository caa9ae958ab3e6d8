import { describe } from 'vitest';
import { dynamoAgenda } from '../../lib/aws/dynamo-agenda.ts';
import { agendaContract } from './agenda.ts';
import { createJournalTable, dynamoClient } from './dynamo-table.ts';
import { hasMoto, startMoto } from './moto.ts';

describe.skipIf(!hasMoto)('a second emulator', () => {
  agendaContract('DynamoDB, by moto', async () => {
    const moto = await startMoto();
    const client = dynamoClient(moto.endpoint);
    await createJournalTable(client, 'journal');
    return {
      open: (clock) => dynamoAgenda({ client, table: 'journal', clock }),
      close: async () => {
        client.destroy();
        await moto.close();
      },
    };
  });
});
