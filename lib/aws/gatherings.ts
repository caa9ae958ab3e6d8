import * as z from 'zod/mini';
import type { FindingStatus } from '../model/journal.ts';
import { gatheringKey, type GatheredLine } from '../model/notice.ts';
import type { Severity } from '../model/words.ts';
import type { Agenda, Gathered } from '../ports/agenda.ts';
import { deleteItem, shardOf, shards } from './due-items.ts';
import { documentAttributes, epochSeconds, readDocument } from './items.ts';
import { SubjectSchema } from '../model/schema-forms.ts';
import { gatheringPartition, gatheringTold, type ItemKey } from './keys.ts';
import { getItem, putItem, queryItems, type Table } from './table.ts';

// For a redrive of what could not be told.
const KEPT_MS = 30 * 24 * 3_600_000;
const AT_ONCE = 10;

const text = z.string();
const line = { id: text, ref: SubjectSchema, rule: text, at: text };
const Severities: z.ZodMiniType<Severity> = z.enum(['low', 'medium', 'high', 'critical']);
const Statuses: z.ZodMiniType<FindingStatus> = z.enum(['pending', 'open', 'waived', 'fixed', 'closed']);
const LineSchema: z.ZodMiniType<GatheredLine> = z.union([
  z.looseObject({
    kind: z.literal('finding'),
    ...line,
    severity: Severities,
    imageName: z.nullable(text),
    status: Statuses,
    reason: text,
    firstSeen: text,
  }),
  z.looseObject({ kind: z.literal('attempt'), ...line, severity: Severities, what: text }),
]);

const lineKey = (gathering: string, id: string): ItemKey => ({
  pk: gatheringPartition(gathering, shardOf(id)),
  sk: `line#${id}`,
});

/** What is told together: one item a line, its place taken by a later one of the same finding. */
export const gatherings = (
  table: Table,
): Pick<Agenda, 'gather' | 'gathered' | 'noteGatheringTold' | 'clear'> => ({
  gather: (gathering, one, at) =>
    putItem(table, lineKey(gatheringKey(gathering), one.id), {
      ...documentAttributes(one),
      gatheredAt: { S: at },
      ...kept(gathering.end),
    }),
  gathered: async (gathering) => {
    const key = gatheringKey(gathering);
    const [told, ...pages] = await Promise.all([
      getItem(table, gatheringTold(key)),
      ...shards().map((shard) => linesIn(table, gatheringPartition(key, shard))),
    ]);
    return { toldThrough: told?.['through']?.S ?? null, lines: pages.flat() };
  },
  noteGatheringTold: (gathering, through) =>
    putItem(table, gatheringTold(gatheringKey(gathering)), {
      through: { S: through },
      ...kept(gathering.end),
    }),
  clear: async (gathering, lines) => {
    const key = gatheringKey(gathering);
    for (let first = 0; first < lines.length; first += AT_ONCE) {
      await Promise.all(
        lines.slice(first, first + AT_ONCE).map((one) =>
          deleteItem(table, lineKey(key, one.line.id), {
            // One clause, `same`: what was put anew since it was read is still to be told.
            ConditionExpression: '#gatheredAt = :same',
            ExpressionAttributeNames: { '#gatheredAt': 'gatheredAt' },
            ExpressionAttributeValues: { ':same': { S: one.gatheredAt } },
          }),
        ),
      );
    }
  },
});

const linesIn = async (table: Table, pk: string): Promise<readonly Gathered[]> =>
  (await queryItems(table, pk, 'line#')).map((item) => ({
    line: readDocument({ pk, sk: item['sk']?.S ?? '' }, item, LineSchema),
    gatheredAt: item['gatheredAt']?.S ?? '',
  }));

const kept = (end: string): { expiresAt: { N: string } } => ({
  expiresAt: { N: String(epochSeconds(new Date(Date.parse(end) + KEPT_MS))) },
});
