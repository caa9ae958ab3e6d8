import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { Fault } from '../model/fault.ts';
import type { MalformedRecord } from '../model/journal.ts';
import type { Journal } from '../ports/journal.ts';
import { toFault } from './faults.ts';
import { documentAttributes } from './items.ts';
import { keyAttributes, malformedItem } from './keys.ts';
import { getItem, putNew, type Table } from './table.ts';

// DynamoDB holds 400 KB an item; the body stands in an attribute of its own, where quotes need no escaping.
const BODY_BYTES = 300 * 1024;

/** The longest beginning of the text that is at most `bytes` long in UTF-8 and ends between two characters. */
const cut = (text: string, bytes: number): string => {
  const whole = Buffer.from(text);
  if (whole.length <= bytes) return text;
  let end = bytes;
  // 10xxxxxx is a byte inside of a character.
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return whole.toString('utf8', 0, end);
};

const keepMalformed = (table: Table, { body, ...rest }: MalformedRecord): Promise<boolean> => {
  const kept = cut(body, BODY_BYTES);
  return putNew(table, malformedItem(rest.id), {
    ...documentAttributes({ ...rest, truncated: rest.truncated || kept.length < body.length }),
    body: { S: kept },
  });
};

const notKept = (id: string, cause?: unknown): Fault =>
  new Fault('UpdateItem', 'NotFound', `no malformed record ${id} in the journal`, {
    retryable: true,
    cause,
  });

const isMalformedTold = async (table: Table, id: string, channel: string): Promise<boolean> => {
  const item = await getItem(table, malformedItem(id));
  if (item === null) throw notKept(id);
  return item['told']?.SS?.includes(channel) ?? false;
};

/** Adds to a set, so that two channels at once both stand in it. One clause, `present`: the record is kept before it is told. */
const noteMalformedTold = async (table: Table, id: string, channel: string): Promise<void> => {
  const present = 'attribute_exists(#pk)';
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: keyAttributes(malformedItem(id)),
    UpdateExpression: 'ADD #told :channel',
    ConditionExpression: present,
    ExpressionAttributeNames: { '#pk': 'pk', '#told': 'told' },
    ExpressionAttributeValues: { ':channel': { SS: [channel] } },
  });
  try {
    await table.client.send(command);
  } catch (error) {
    throw error instanceof ConditionalCheckFailedException
      ? notKept(id, error)
      : toFault('UpdateItem', error);
  }
};

/** The part of the journal that keeps what could not be understood. */
export const journalMalformed = (
  table: Table,
): Pick<Journal, 'keepMalformed' | 'isMalformedTold' | 'noteMalformedTold'> => ({
  keepMalformed: (record) => keepMalformed(table, record),
  isMalformedTold: (id, channel) => isMalformedTold(table, id, channel),
  noteMalformedTold: (id, channel) => noteMalformedTold(table, id, channel),
});
