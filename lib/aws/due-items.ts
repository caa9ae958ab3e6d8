import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  QueryCommand,
  type DeleteItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { sha256Hex } from '../model/hash.ts';
import { AccountId, Region } from '../model/ids.ts';
import { dueKey, type Due, type Gathering } from '../model/notice.ts';
import type { Agenda } from '../ports/agenda.ts';
import { asFault, present, toFault } from './faults.ts';
import { documentAttributes, epochSeconds, readDocument, type Item } from './items.ts';
import { SubjectSchema } from '../model/schema-forms.ts';
import { dueCursor, dueItem, duePartition, keyAttributes, type ItemKey } from './keys.ts';
import { getItem, putItem, type Table } from './table.ts';

/** As many partitions for one hour as keep each far below DynamoDB's 1,000 writes a second. */
const SHARDS = 4;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
// What nobody came for in so long is of no use to anybody.
const KEPT_MS = 90 * DAY_MS;
// Where the first tick of all begins to look.
const LOOK_BACK_MS = DAY_MS;

const text = z.string();

/** A gathering's name as it stands in what is due. */
const GatheringSchema: z.ZodMiniType<Gathering> = z.union([
  z.looseObject({ kind: z.literal('digest'), channel: text, seconds: z.number(), end: text }),
  z.looseObject({
    kind: z.literal('attempts'),
    channel: text,
    account: AccountId,
    region: Region,
    end: text,
  }),
]);
const DueSchema: z.ZodMiniType<Due> = z.union([
  z.looseObject({
    kind: z.literal('repeat'),
    ref: SubjectSchema,
    finding: text,
    channel: text,
    dueAt: text,
  }),
  z.looseObject({ kind: z.literal('gathering'), gathering: GatheringSchema, dueAt: text }),
  z.looseObject({ kind: z.literal('unmute'), ref: SubjectSchema, finding: text, dueAt: text }),
  z.looseObject({
    kind: z.literal('grant'),
    ref: SubjectSchema,
    finding: text,
    entry: text,
    left: z.number(),
    dueAt: text,
  }),
]);

/** The shard of an id, always the same. */
export const shardOf = (id: string): number => Number.parseInt(sha256Hex(id).slice(0, 6), 16) % SHARDS;

/** All shards' numbers. */
export const shards = (): readonly number[] => Array.from({ length: SHARDS }, (_, shard) => shard);

/** Deletes an item if the condition holds; one that is gone already counts as deleted. */
export const deleteItem = async (
  table: Table,
  key: ItemKey,
  condition: Partial<DeleteItemCommandInput> = {},
): Promise<void> => {
  const command = new DeleteItemCommand({ TableName: table.name, Key: keyAttributes(key), ...condition });
  try {
    await table.client.send(command);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw toFault('DeleteItem', error);
  }
};

const hourOf = (at: number): string => new Date(at).toISOString().slice(0, 13);
const startOf = (hour: string): number => Date.parse(`${hour}:00:00.000Z`);

// ISO times with milliseconds sort as texts.
const keyOf = (due: Due): ItemKey => {
  const at = new Date(due.dueAt).toISOString();
  const id = sha256Hex(dueKey(due)).slice(0, 32);
  return dueItem(at.slice(0, 13), shardOf(id), at, id);
};

const queryHour = async (table: Table, pk: string, until: string, most: number): Promise<readonly Due[]> => {
  const command = new QueryCommand({
    TableName: table.name,
    // `$` is the sign behind `#`: all of that very millisecond are due.
    KeyConditionExpression: '#pk = :pk AND #sk < :until',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ExpressionAttributeValues: { ':pk': { S: pk }, ':until': { S: `${until}$` } },
    ConsistentRead: true,
    Limit: most,
  });
  const page = await asFault('Query', table.client.send(command));
  return present('Query', 'Items', page.Items).map((item: Item) =>
    readDocument({ pk, sk: item['sk']?.S ?? '' }, item, DueSchema),
  );
};

/**
 * What is due, by clock hours and shards, so that no key is for ever: a tick looks at the hours from the shard's cursor to now. The
 * cursor passes an hour only when it is over by another hour and was found empty, so neither a crash nor a late write loses
 * anything; a tick that comes after a long silence finds all of it.
 *
 *   hour     08        09        10
 *   due      -         x         x  x
 *   cursor   ^ empty and over    (09 is not empty: it waits there)
 */
export const dueItems = (table: Table): Pick<Agenda, 'put' | 'due' | 'done'> => {
  // Only ever behind the table's own: then an empty hour is looked at twice.
  const from = new Map<number, number>();

  const cursorOf = async (shard: number, until: number): Promise<number> => {
    const known = from.get(shard);
    if (known !== undefined) return known;
    const kept = (await getItem(table, dueCursor(shard)))?.['hour']?.S;
    return kept === undefined ? until - LOOK_BACK_MS : startOf(kept);
  };

  const dueOf = async (shard: number, until: string, most: number): Promise<readonly Due[]> => {
    const now = Date.parse(until);
    const last = startOf(hourOf(now));
    const first = startOf(hourOf(await cursorOf(shard, now)));
    const found: Due[] = [];
    let passed = first;
    for (let hour = first; hour <= last && found.length < most; hour += HOUR_MS) {
      const items = await queryHour(table, duePartition(hourOf(hour), shard), until, most - found.length);
      found.push(...items);
      if (items.length === 0 && passed === hour && hour < last - HOUR_MS) passed = hour + HOUR_MS;
    }
    if (passed > first || !from.has(shard)) {
      await putItem(table, dueCursor(shard), { hour: { S: hourOf(passed) } });
      from.set(shard, passed);
    }
    return found;
  };

  return {
    put: (due) => {
      const expiresAt = epochSeconds(new Date(Date.parse(due.dueAt) + KEPT_MS));
      return putItem(table, keyOf(due), { ...documentAttributes(due), expiresAt: { N: String(expiresAt) } });
    },
    due: async (until, most) => {
      const each = Math.max(1, Math.ceil(most / SHARDS));
      return (await Promise.all(shards().map((shard) => dueOf(shard, until, each)))).flat();
    },
    done: (due) => deleteItem(table, keyOf(due)),
  };
};
