import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DirtyMarkSchema } from '../model/journal-schema.ts';
import type { AccountRegion } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { toFault } from './faults.ts';
import { documentAttributes, numberOf, readDocument } from './items.ts';
import { keyAttributes, type ItemKey } from './keys.ts';
import { getItem, putNew, type Table } from './table.ts';

const markItem = ({ account, region }: AccountRegion): ItemKey => ({
  pk: `place#${account}#${region}`,
  sk: 'dirty',
});

/** Every mark since the last sweep is counted; the first one's word stays. */
export const journalDirty = (table: Table): Pick<Journal, 'markDirty' | 'dirtyMark' | 'clearDirty'> => ({
  markDirty: async (mark) => {
    const key = markItem(mark);
    if (await putNew(table, key, { ...documentAttributes(mark), marks: { N: '1' }, lastAt: { S: mark.at } }))
      return true;
    const command = new UpdateItemCommand({
      TableName: table.name,
      Key: keyAttributes(key),
      UpdateExpression: 'SET #lastAt = :at ADD #marks :one',
      // Cleared since: it is the first again.
      ConditionExpression: 'attribute_exists(#pk)',
      ExpressionAttributeNames: { '#lastAt': 'lastAt', '#marks': 'marks', '#pk': 'pk' },
      ExpressionAttributeValues: { ':at': { S: mark.at }, ':one': { N: '1' } },
    });
    try {
      await table.client.send(command);
      return false;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw toFault('UpdateItem', error);
      return journalDirty(table).markDirty(mark);
    }
  },
  dirtyMark: async (place) => {
    const key = markItem(place);
    const item = await getItem(table, key);
    if (item === null) return null;
    const mark = readDocument(key, item, DirtyMarkSchema);
    return { ...mark, marks: numberOf(item, 'marks'), lastAt: item['lastAt']?.S ?? mark.at };
  },
  clearDirty: async (place, marks) => {
    const command = new DeleteItemCommand({
      TableName: table.name,
      Key: keyAttributes(markItem(place)),
      ConditionExpression: 'attribute_not_exists(#pk) OR #marks = :marks',
      ExpressionAttributeNames: { '#pk': 'pk', '#marks': 'marks' },
      ExpressionAttributeValues: { ':marks': { N: String(marks) } },
    });
    try {
      await table.client.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw toFault('DeleteItem', error);
    }
  },
});
