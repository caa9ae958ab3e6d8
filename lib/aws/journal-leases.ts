import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SubjectRef } from '../model/subject.ts';
import type { Journal, Lease } from '../ports/journal.ts';
import { toFault } from './faults.ts';
import { numberOf, type Item } from './items.ts';
import { keyAttributes, subjectItem } from './keys.ts';
import { getItem, updateIf, type Table } from './table.ts';

const itemOf = (ref: SubjectRef) => subjectItem(ref, 'lease', 'write');

/**
 * One clause, `free`: nobody ever had it, or whoever had it has given it back or let it run out. Time is the caller's, an
 * argument; the number is the table's and only ever grows.
 *
 *   worker A                                       worker B
 *   10:00:00 free -> number 7, until 10:00:30
 *                                                  10:00:05 free? until 10:00:30 -> held
 *   (stands still)
 *                                                  10:00:30 free -> number 8, until 10:01:00
 *   10:00:31 hold number 7? it is 8 -> lost: A writes nothing more
 */
const take = async (
  table: Table,
  ref: SubjectRef,
  at: string,
  until: string,
): Promise<Lease | { readonly heldUntil: string }> => {
  const token = table.token();
  const free = 'attribute_not_exists(#until) OR #until <= :at';
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: keyAttributes(itemOf(ref)),
    UpdateExpression: 'SET #number = if_not_exists(#number, :zero) + :one, #until = :until, #token = :token',
    ConditionExpression: free,
    ExpressionAttributeNames: { '#number': 'number', '#until': 'until', '#token': 'token' },
    ExpressionAttributeValues: {
      ':zero': { N: '0' },
      ':one': { N: '1' },
      ':at': { S: at },
      ':until': { S: until },
      ':token': { S: token },
    },
    ReturnValues: 'ALL_NEW',
  });
  try {
    const { Attributes } = await table.client.send(command);
    return leaseOf(ref, Attributes ?? {});
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw toFault('UpdateItem', error);
    const item = (await getItem(table, itemOf(ref))) ?? {};
    // Ours, if the answer to the first try was lost and the SDK asked again.
    return item['token']?.S === token ? leaseOf(ref, item) : { heldUntil: item['until']?.S ?? at };
  }
};

const leaseOf = (ref: SubjectRef, item: Item): Lease => ({
  ref,
  number: numberOf(item, 'number'),
  until: item['until']?.S ?? '',
});

/** Two clauses: `mine`, nobody has taken it since, and `running`, it has not run out: then somebody may be about to. */
const prolong = (table: Table, { ref, number }: Lease, at: string, until: string): Promise<boolean> => {
  const mine = '#number = :number';
  const running = '#until > :at';
  return updateIf(table, itemOf(ref), {
    set: '#until = :until',
    condition: `${mine} AND ${running}`,
    names: { '#number': 'number', '#until': 'until' },
    values: { ':number': { N: String(number) }, ':at': { S: at }, ':until': { S: until } },
  });
};

/** The part of the journal that sees to it that one worker at a time writes to a subject. */
export const journalLeases = (table: Table): Pick<Journal, 'takeLease' | 'holdLease' | 'dropLease'> => ({
  takeLease: (ref, at, until) => take(table, ref, at, until),
  holdLease: (lease, at, until) => prolong(table, lease, at, until),
  // Until now, which is no longer: the number stays, for the next one to be higher.
  dropLease: async (lease, at) => {
    await prolong(table, lease, at, at);
  },
});
