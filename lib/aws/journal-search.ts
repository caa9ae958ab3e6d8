import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod/mini';
import type { FindingRecord } from '../model/journal.ts';
import { EntrySchema, FindingDocumentSchema } from '../model/journal-schema.ts';
import type { SubjectsById } from '../ports/subjects-by-id.ts';
import { asFault, present } from './faults.ts';
import { readDocument, type Item } from './items.ts';

/** What a table's journal is searched for; a Scan each, which reads the whole table, because its keys begin with the subject. */
export interface JournalSearch extends SubjectsById {
  /** The findings that wait with a plan for a person's word. */
  waiting(): Promise<readonly Omit<FindingRecord, 'told'>[]>;
}

/** Searches a journal's table. */
export const journalSearch = (client: DynamoDBClient, table: string): JournalSearch => {
  const first = async <T>(sk: string, schema: z.ZodMiniType<T>): Promise<T | null> => {
    for await (const item of scan(client, table, '#sk = :sk', { ':sk': { S: sk } })) {
      return readDocument(keyOf(item), item, schema);
    }
    return null;
  };
  return {
    ofEntry: async (id) => (await first(`entry#${id}`, EntrySchema))?.ref ?? null,
    ofFinding: async (id) => (await first(`finding#${id}`, FindingDocumentSchema))?.finding.ref ?? null,
    waiting: async () => {
      const found: Omit<FindingRecord, 'told'>[] = [];
      const values = { ':finding': { S: 'finding#' } };
      for await (const item of scan(client, table, 'begins_with(#sk, :finding)', values)) {
        const record = readDocument(keyOf(item), item, FindingDocumentSchema);
        if (record.status === 'open' && record.waiting?.state === 'waiting') found.push(record);
      }
      return found;
    },
  };
};

const keyOf = (item: Item) => ({ pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '' });

async function* scan(
  client: DynamoDBClient,
  table: string,
  filter: string,
  values: Record<string, AttributeValue>,
): AsyncGenerator<Item> {
  let start: Record<string, AttributeValue> | undefined;
  do {
    const command = new ScanCommand({
      TableName: table,
      FilterExpression: filter,
      ExpressionAttributeNames: { '#sk': 'sk' },
      ExpressionAttributeValues: values,
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await asFault('Scan', client.send(command));
    yield* present('Scan', 'Items', page.Items);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
