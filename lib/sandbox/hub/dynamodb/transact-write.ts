import { isMapping } from '../../../model/json-value.ts';
import { AwsError } from '../../wire/service.ts';
import type { PlainAnswer } from './in-process.ts';

/** Puts one request to dynalite. */
export type Call = (operation: string, input: object) => Promise<PlainAnswer>;

type Members = Readonly<Record<string, unknown>>;

interface Part {
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  readonly table: string;
  readonly key: Members;
  readonly input: Members;
}

const OPERATIONS = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' } as const;
const MOST = 100;

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

const membersOf = (value: unknown): Members => (isMapping(value) ? value : {});

const partOf = (item: unknown, keyNames: (table: string) => readonly string[]): Part => {
  const [kind, ...others] = Object.keys(membersOf(item));
  if (others.length > 0 || (kind !== 'Put' && kind !== 'Update' && kind !== 'Delete')) {
    throw invalid(`an item of a transaction has to be one of Put, Update and Delete, not ${String(kind)}`);
  }
  const input = membersOf(membersOf(item)[kind]);
  const table = typeof input['TableName'] === 'string' ? input['TableName'] : '';
  const all = membersOf(kind === 'Put' ? input['Item'] : input['Key']);
  const key = Object.fromEntries(keyNames(table).map((name) => [name, all[name]]));
  return { operation: OPERATIONS[kind], table, key, input };
};

/** The writes of a transaction. Throws an `AwsError` for one that AWS would not take, and for conditions without a write. */
export const partsOf = (input: Members, keyNames: (table: string) => readonly string[]): readonly Part[] => {
  const items = Array.isArray(input['TransactItems']) ? (input['TransactItems'] as readonly unknown[]) : [];
  if (items.length === 0 || items.length > MOST)
    throw invalid(`a transaction has 1 to ${String(MOST)} items`);
  const parts = items.map((item) => partOf(item, keyNames));
  const names = new Set(parts.map(({ table, key }) => JSON.stringify([table, key])));
  if (names.size < parts.length) {
    throw invalid('Transaction request cannot include multiple operations on one item');
  }
  return parts;
};

/**
 * Writes all parts or none, by putting back what was there; nothing else may be under way meanwhile. Every condition is looked
 * at, as AWS does.
 */
export const transactWrite = async (parts: readonly Part[], call: Call): Promise<PlainAnswer> => {
  const done: { readonly part: Part; readonly before: Members }[] = [];
  const codes: string[] = [];
  for (const part of parts) {
    const { table, key, operation, input } = part;
    const before = await call('GetItem', { TableName: table, Key: key, ConsistentRead: true });
    const answer = before.status === 200 ? await call(operation, input) : before;
    if (answer.status === 200) {
      done.push({ part, before: membersOf(JSON.parse(before.body)) });
      codes.push('None');
    } else if (answer.body.includes('ConditionalCheckFailedException')) {
      codes.push('ConditionalCheckFailed');
    } else {
      await takeBack(done, call);
      return answer;
    }
  }
  if (codes.every((code) => code === 'None')) return answerOf(200, {});
  await takeBack(done, call);
  return answerOf(400, {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    CancellationReasons: codes.map((Code) =>
      Code === 'None' ? { Code } : { Code, Message: 'The conditional request failed' },
    ),
  });
};

const takeBack = async (
  done: readonly { readonly part: Part; readonly before: Members }[],
  call: Call,
): Promise<void> => {
  for (const { part, before } of done) {
    const { table: TableName, key: Key } = part;
    const { Item } = before;
    await (Item === undefined
      ? call('DeleteItem', { TableName, Key })
      : call('PutItem', { TableName, Item }));
  }
};

/** An answer in DynamoDB's form. */
export const answerOf = (status: number, body: object): PlainAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});
