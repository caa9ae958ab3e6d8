import { randomUUID } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Agenda } from '../ports/agenda.ts';
import type { JournalSettings } from './dynamo-journal.ts';
import { dueItems } from './due-items.ts';
import { asFault } from './faults.ts';
import { gatherings } from './gatherings.ts';
import { epochSeconds } from './items.ts';
import { announcementItem, keyAttributes } from './keys.ts';
import { getItem } from './table.ts';

// Longer than the longest warning of a waiver, which is told once in its life.
const KEPT_MS = 400 * 24 * 3_600_000;

/** The agenda, in the journal's table. */
export const dynamoAgenda = ({ client, table: name, clock, token }: JournalSettings): Agenda => {
  const table = { client, name, token: token ?? randomUUID };
  return {
    ...dueItems(table),
    ...gatherings(table),
    marks: async (id) => new Set((await getItem(table, announcementItem(id)))?.['marks']?.SS ?? []),
    // Adds to a set, so that two channels at once both stand in it.
    mark: async (id, mark) => {
      const expiresAt = epochSeconds(new Date(clock.now().getTime() + KEPT_MS));
      const command = new UpdateItemCommand({
        TableName: name,
        Key: keyAttributes(announcementItem(id)),
        UpdateExpression: 'SET #expiresAt = :expiresAt ADD #marks :mark',
        ExpressionAttributeNames: { '#marks': 'marks', '#expiresAt': 'expiresAt' },
        ExpressionAttributeValues: { ':mark': { SS: [mark] }, ':expiresAt': { N: String(expiresAt) } },
      });
      await asFault('UpdateItem', client.send(command));
    },
  };
};
