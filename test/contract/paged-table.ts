import { PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoJournal } from '../../lib/aws/dynamo-journal.ts';
import { dynamoPages } from '../../lib/aws/journal-pages.ts';
import { createJournalTable } from './dynamo-table.ts';
import type { PagedStore } from './journal-pages.ts';

/** The journal in a new table of an emulator; closing it closes the client alone. */
export const pagedTable = async (client: DynamoDBClient): Promise<PagedStore> => {
  const table = 'paged';
  await createJournalTable(client, table);
  const clock = { now: () => new Date('2026-03-01T12:00:00.000Z') };
  return {
    journal: dynamoJournal({ client, table, clock }),
    pages: dynamoPages(client, table),
    spoil: async ({ account, region, image }, id, document) => {
      const Item = {
        pk: { S: `image#${account}#${region}#${image}` },
        sk: { S: `entry#${id}` },
        v: { N: '1' },
        doc: { S: document },
      };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
};
