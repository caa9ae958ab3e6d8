import { UpdateItemCommand, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { Fault } from '../model/fault.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { FindingRecord } from '../model/journal.ts';
import type { Journal } from '../ports/journal.ts';
import { toFault } from './faults.ts';
import { documentAttributes, readDocument, type Item } from './items.ts';
import { FindingDocumentSchema, ToldSchema } from '../model/journal-schema.ts';
import { openAttributes } from './journal-open.ts';
import { subjectItem, subjectPartition, keyAttributes, type ItemKey } from './keys.ts';
import { getItem, putNew, queryItems, updateIf, type Table } from './table.ts';

// `told` is a map of its own, one JSON text for each channel: a channel's note and a new content never overwrite each other.
const toldOf = (key: ItemKey, item: Item): FindingRecord['told'] =>
  Object.fromEntries(
    Object.entries(item['told']?.M ?? {}).map(([channel, note]) => {
      const v = item['v'];
      return [channel, readDocument(key, { doc: note, ...(v && { v }) }, ToldSchema)];
    }),
  );

const recordOf = (ref: SubjectRef, item: Item): FindingRecord => {
  const key = { pk: subjectPartition(ref), sk: item['sk']?.S ?? '' };
  return { ...readDocument(key, item, FindingDocumentSchema), told: toldOf(key, item) };
};

const putFinding = async (table: Table, record: FindingRecord, expected: string | null): Promise<boolean> => {
  const key = subjectItem(record.finding.ref, 'finding', record.finding.id);
  const open = openAttributes(record);
  const attributes = {
    ...documentAttributes({ ...record, told: undefined }),
    ...open,
    updatedAt: { S: record.updatedAt },
  };
  if (expected === null) return putNew(table, key, { ...attributes, told: { M: {} } });
  /*
   * One clause, `unchanged`. Two workers that looked at the same record (updatedAt 10:00):
   *
   *   worker A                                   worker B
   *   findings(): updatedAt 10:00                findings(): updatedAt 10:00
   *   10:00 unchanged -> set 10:01, true
   *                                              10:00 unchanged? it is 10:01 -> false: B looks again
   *
   * Time tells two contents apart because a record is read and judged, which takes milliseconds, before it is written.
   */
  const unchanged = '#updatedAt = :expected';
  return updateIf(table, key, {
    set: `#doc = :doc, #v = :v, #updatedAt = :updatedAt${open === null ? '' : ', #place = :place, #open = :open'}`,
    ...(open === null ? { remove: '#place, #open' } : {}),
    condition: unchanged,
    names: { '#doc': 'doc', '#v': 'v', '#updatedAt': 'updatedAt', '#place': 'place', '#open': 'open' },
    values: {
      ...(open === null ? {} : { ':place': open.place, ':open': open.open }),
      ':doc': attributes.doc,
      ':v': attributes.v,
      ':updatedAt': attributes.updatedAt,
      ':expected': { S: expected },
    },
  });
};

/**
 * Sets one member of `told` and nothing else. One clause, `present`: without it DynamoDB would make an item of a bare note.
 *
 *   notify                                     guard
 *   finding(): content c1                      findings(): content c1, told {}
 *   (sends the alert)                          putFinding: doc = c2; `told` is not in it
 *   noteTold: told.slack = c1
 *   -> doc c2, told.slack c1: the channel is known to be behind, and is told again
 */
const noteTold = async (
  table: Table,
  key: ItemKey,
  channel: string,
  told: FindingRecord['told'][string],
): Promise<void> => {
  const present = 'attribute_exists(#pk)';
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: keyAttributes(key),
    UpdateExpression: 'SET #told.#channel = :told',
    ConditionExpression: present,
    ExpressionAttributeNames: { '#pk': 'pk', '#told': 'told', '#channel': channel },
    ExpressionAttributeValues: { ':told': { S: JSON.stringify(told) } },
  });
  try {
    await table.client.send(command);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw toFault('UpdateItem', error);
    throw new Fault('UpdateItem', 'NotFound', `no finding ${key.pk} ${key.sk}`, {
      retryable: false,
      cause: error,
    });
  }
};

/** The part of the journal that keeps findings as they stand. */
export const journalFindings = (
  table: Table,
): Pick<Journal, 'findings' | 'finding' | 'putFinding' | 'noteTold'> => ({
  findings: async (ref) =>
    (await queryItems(table, subjectPartition(ref), 'finding#')).map((item) => recordOf(ref, item)),
  finding: async (ref, id) => {
    const item = await getItem(table, subjectItem(ref, 'finding', id));
    return item && recordOf(ref, item);
  },
  putFinding: (record, expected) => putFinding(table, record, expected),
  noteTold: (ref, id, channel, told) => noteTold(table, subjectItem(ref, 'finding', id), channel, told),
});
