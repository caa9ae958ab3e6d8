import { waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { dynamoJournal } from '../../../lib/aws/dynamo-journal.ts';
import type { Journal } from '../../../lib/ports/journal.ts';
import { createJournalTable, dynamoClient, startDynalite } from '../../contract/dynamo-table.ts';

/** Starts a DynamoDB for the tests of a file and answers what makes an empty journal in it. */
export const journals = (): (() => Promise<Journal>) => {
  let tables = 0;
  let make = (): Promise<Journal> => Promise.reject(new Error('not started'));
  let stop = (): Promise<void> => Promise.resolve();
  beforeAll(async () => {
    const dynalite = await startDynalite();
    const client = dynamoClient(dynalite.endpoint);
    make = async () => {
      tables += 1;
      const table = `journal${String(tables)}`;
      await createJournalTable(client, table);
      await waitUntilTableExists(
        { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 },
        { TableName: table },
      );
      return dynamoJournal({ client, table, clock: { now: () => new Date('2026-11-23T10:00:00.000Z') } });
    };
    stop = async () => {
      client.destroy();
      await dynalite.close();
    };
  });
  afterAll(() => stop());
  return () => make();
};
