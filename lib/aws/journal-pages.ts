import {
  QueryCommand,
  ScanCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { Fault } from '../model/fault.ts';
import type { JournalEntry } from '../model/journal.ts';
import { EntrySchema } from '../model/journal-schema.ts';
import type { EntryFilter, EntryPage, JournalPages, UnreadableEntry } from '../ports/journal-pages.ts';
import { asFault, present } from './faults.ts';
import { jsonOf, readDocument, type Item } from './items.ts';
import { keyAttributes, subjectPartition, type ItemKey } from './keys.ts';

/**
 * The journal of a table, to be read whole: a Query where an image is named with its account and region, else a Scan, which reads
 * (and is charged for) all that is in the table. Every page is one request, of at most 1 MB.
 */
export const dynamoPages = (client: DynamoDBClient, table: string): JournalPages => ({
  read: async (filter, cursor) => {
    // DynamoDB refuses a range that ends before it begins.
    if (isEmpty(filter)) return { entries: [], unreadable: [], next: null };
    const { items, last } = await (isOne(filter) ? query : scan)(client, table, filter, startOf(cursor));
    const wanted = items.filter((item) => isWanted(keyOf(item), filter));
    return { ...readAll(wanted), next: last === undefined ? null : cursorOf(keyOf(last)) };
  },
});

interface Answer {
  readonly items: readonly Item[];
  readonly last: Item | undefined;
}

type Read = (client: DynamoDBClient, table: string, filter: EntryFilter, start: Start) => Promise<Answer>;
interface Start {
  readonly ExclusiveStartKey?: Record<string, AttributeValue>;
}

const PREFIX = 'entry#';

// `$` is the sign behind `#`. An id begins with the entry's time and is longer: with an instant as the upper bound, the entries of
// that very instant are out.
const ofTime = '#sk BETWEEN :from AND :to';
const timeValues = ({ since, until }: EntryFilter): Record<string, AttributeValue> => ({
  ':from': { S: since === undefined ? PREFIX : `${PREFIX}${new Date(since).toISOString()}` },
  ':to': { S: until === undefined ? 'entry$' : `${PREFIX}${new Date(until).toISOString()}` },
});

const isEmpty = ({ since, until }: EntryFilter): boolean =>
  since !== undefined && until !== undefined && Date.parse(since) >= Date.parse(until);

const isOne = ({ account, region, image }: EntryFilter): boolean =>
  account !== undefined && region !== undefined && image !== undefined;

const query: Read = async (client, table, filter, start) => {
  const { account, region, image } = filter;
  if (account === undefined || region === undefined || image === undefined) {
    throw new TypeError('a Query needs an image with its place');
  }
  const command = new QueryCommand({
    TableName: table,
    KeyConditionExpression: `#pk = :pk AND ${ofTime}`,
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ExpressionAttributeValues: {
      ':pk': { S: subjectPartition({ account, region, image }) },
      ...timeValues(filter),
    },
    ConsistentRead: true,
    ...start,
  });
  const page = await asFault('Query', client.send(command));
  return { items: present('Query', 'Items', page.Items), last: page.LastEvaluatedKey };
};

const scan: Read = async (client, table, filter, start) => {
  // They only save what is sent; which entries are wanted is looked at here again.
  const parts = (['account', 'region', 'image'] as const).flatMap((name) => {
    const part = filter[name];
    return part === undefined ? [] : [[`:${name}`, { S: `#${part}` }] as const];
  });
  const command = new ScanCommand({
    TableName: table,
    FilterExpression: [ofTime, ...parts.map(([name]) => `contains(#pk, ${name})`)].join(' AND '),
    ExpressionAttributeNames: { '#sk': 'sk', ...(parts.length === 0 ? {} : { '#pk': 'pk' }) },
    ExpressionAttributeValues: { ...timeValues(filter), ...Object.fromEntries(parts) },
    ConsistentRead: true,
    ...start,
  });
  const page = await asFault('Scan', client.send(command));
  return { items: present('Scan', 'Items', page.Items), last: page.LastEvaluatedKey };
};

const keyOf = (item: Item): ItemKey => ({ pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '' });

// `image#111122223333#us-east-1#ami-…`, `account-region#111122223333#us-east-1`
const isWanted = ({ pk }: ItemKey, filter: EntryFilter): boolean => {
  const [, account, region, id] = pk.split('#');
  return (
    (filter.account === undefined || filter.account === account) &&
    (filter.region === undefined || filter.region === region) &&
    (filter.image === undefined || filter.image === id)
  );
};

const readAll = (items: readonly Item[]): Omit<EntryPage, 'next'> => {
  const entries: JournalEntry[] = [];
  const unreadable: UnreadableEntry[] = [];
  for (const item of items) {
    const key = keyOf(item);
    try {
      entries.push(readDocument(key, item, EntrySchema));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const subject = key.pk.split('#').slice(1).join('/');
      const id = key.sk.slice(PREFIX.length);
      unreadable.push({ subject, id, reason: error.message, document: textOf(item) });
    }
  }
  return { entries, unreadable };
};

/** The document as it stands; null where there is none, or what is compressed is broken, which the reason says. */
const textOf = (item: Item): string | null => {
  try {
    return jsonOf(item['doc']);
  } catch {
    return null;
  }
};

const cursorOf = ({ pk, sk }: ItemKey): string => JSON.stringify([pk, sk]);

const startOf = (cursor: string | null): Start => {
  if (cursor === null) return {};
  const place = JSON.parse(cursor) as unknown;
  if (Array.isArray(place) && typeof place[0] === 'string' && typeof place[1] === 'string') {
    return { ExclusiveStartKey: keyAttributes({ pk: place[0], sk: place[1] }) };
  }
  throw new TypeError(`no cursor of a journal: ${cursor}`);
};
