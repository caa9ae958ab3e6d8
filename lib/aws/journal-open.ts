import { QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { Fault } from '../model/fault.ts';
import { ImageId, InstanceId } from '../model/ids.ts';
import type { FindingRecord } from '../model/journal.ts';
import { openFinding, type OpenFinding } from '../model/open-finding.ts';
import type { AccountRegion, SubjectRef } from '../model/subject.ts';
import { subjectId } from '../model/subject.ts';
import type { Journal } from '../ports/journal.ts';
import { asFault, present } from './faults.ts';
import type { Item } from './items.ts';
import type { Table } from './table.ts';

/**
 * The table's index of findings that have not ended. An item of it is nothing but keys: its sort key `open` says all that there is to
 * know, and stands and falls with the finding's own item. An item without it, of a finding that has ended, is not in the index.
 */
const INDEX = 'open';

const placeKey = ({ account, region }: AccountRegion): string => `open#${account}#${region}`;

/** What puts a finding's item into the index; nothing for one that has ended. */
export const openAttributes = (
  record: FindingRecord,
): { readonly place: AttributeValue; readonly open: AttributeValue } | null => {
  const short = openFinding(record);
  if (short === null) return null;
  const { ref, id, rule, firstSeen, digest, byHand } = short;
  const open = JSON.stringify([subjectId(ref), id, rule, firstSeen, digest, byHand]);
  return { place: { S: placeKey(ref) }, open: { S: open } };
};

/** The part of the journal that tells what is open in a place: a query of the index, some 4,000 findings a page, as of a second ago. */
export const journalOpen = (table: Table): Pick<Journal, 'openFindings'> => ({
  openFindings: async function* (place) {
    let start: Record<string, AttributeValue> | undefined;
    do {
      const command = new QueryCommand({
        TableName: table.name,
        IndexName: INDEX,
        KeyConditionExpression: '#place = :place',
        ExpressionAttributeNames: { '#place': 'place' },
        ExpressionAttributeValues: { ':place': { S: placeKey(place) } },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      });
      const page = await asFault('Query', table.client.send(command));
      yield present('Query', 'Items', page.Items).map((item) => findingOf(place, item));
      start = page.LastEvaluatedKey;
    } while (start);
  },
});

const findingOf = ({ account, region }: AccountRegion, item: Item): OpenFinding => {
  const text = item['open']?.S ?? '';
  const [subject, id, rule, firstSeen, digest, byHand] = JSON.parse(text) as readonly unknown[];
  if (
    typeof id !== 'string' ||
    typeof rule !== 'string' ||
    typeof firstSeen !== 'string' ||
    typeof digest !== 'string'
  ) {
    throw new Fault('Query', 'Unreadable', `an entry of the index of open findings: ${text}`, {
      retryable: false,
    });
  }
  const ref = refOf({ account, region }, subject);
  return { ref, id, rule, firstSeen, digest, byHand: byHand === true };
};

const refOf = (place: AccountRegion, subject: unknown): SubjectRef => {
  if (subject === null) return place;
  const image = ImageId.safeParse(subject);
  return image.success ? { ...place, image: image.data } : { ...place, instance: InstanceId.parse(subject) };
};
