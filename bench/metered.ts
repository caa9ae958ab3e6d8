import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';

/** One call of AWS by a function. Times are milliseconds of this process's clock; units are DynamoDB's, 0 for other services. */
export interface MeteredCall {
  readonly by: string;
  readonly service: string;
  readonly began: number;
  readonly ended: number;
  readonly reads: number;
  readonly writes: number;
}

type Item = Readonly<Record<string, AttributeValue>>;
interface Sent {
  readonly input: Record<string, unknown>;
}
interface Answer {
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number };
  readonly Item?: Item;
}
type Send = (command: object, ...rest: readonly unknown[]) => Promise<Answer>;

const KB = 1024;

const bytesOf = ({ S, N, B }: AttributeValue): number =>
  Buffer.byteLength(S ?? N ?? '') + (B?.byteLength ?? 0);

/** An item's size in kilobytes, begun ones counted, as a write is charged: names and values. */
const unitsOf = (item: Item): number =>
  Math.ceil(Object.entries(item).reduce((sum, [name, value]) => sum + name.length + bytesOf(value), 0) / KB);

/** What a transaction of writes takes, of which the sandbox does not tell: two units for each kilobyte of its items. */
const transactionUnits = async (
  client: DynamoDBClient,
  send: Send,
  items: readonly TransactWriteItem[],
): Promise<number> => {
  let sum = 0;
  for (const { Put: put, Update: update, Delete: removal } of items) {
    const at = update ?? removal;
    const stored =
      at && (await send.call(client, new GetItemCommand({ TableName: at.TableName, Key: at.Key })));
    sum += 2 * unitsOf(put?.Item ?? stored?.Item ?? {});
  }
  return sum;
};

/** What a read takes at least, found or not: the sandbox says 0 of what is not there. */
const leastOf = ({ input }: Sent): number => (input['ConsistentRead'] === true ? 1 : 0.5);

const asked = new AsyncLocalStorage<string>();

/** The function on whose behalf this runs; null for none. */
export const whoAsks = (): string | null => asked.getStore() ?? null;

/** Runs what a function does, so that its calls are known as its own. */
export const onBehalfOf = <T>(name: string, work: () => Promise<T>): Promise<T> => asked.run(name, work);

/** Answers the calls, which grow, that the SDK's clients of this process make on a function's behalf from now on. */
export const startMeter = (): readonly MeteredCall[] => {
  const calls: MeteredCall[] = [];
  // All clients have the class that sends in common.
  const base = Object.getPrototypeOf(DynamoDBClient.prototype) as { send: Send };
  const { send } = base;
  base.send = async function metered(this: object, command, ...rest) {
    const by = whoAsks();
    if (by === null) return send.call(this, command, ...rest);
    const sent = command as Sent;
    const isTable = this instanceof DynamoDBClient;
    // Before it: what it deletes has no size afterwards.
    const transacted = sent.input['TransactItems'] as readonly TransactWriteItem[] | undefined;
    const inTransaction =
      isTable && transacted !== undefined ? await transactionUnits(this, send, transacted) : 0;
    if (isTable) sent.input['ReturnConsumedCapacity'] = 'INDEXES';
    const began = performance.now();
    const answer = await send.call(this, command, ...rest);
    const told = isTable ? (answer.ConsumedCapacity?.CapacityUnits ?? 0) : 0;
    const isRead = /^(Get|Query)/.test(command.constructor.name);
    calls.push({
      by,
      service: this.constructor.name.replace(/Client$/, ''),
      began,
      ended: performance.now(),
      reads: isTable && isRead ? Math.max(leastOf(sent), told) : 0,
      writes: isRead ? 0 : told + inTransaction,
    });
    return answer;
  };
  return calls;
};

/** How many calls came one after another: the longest chain of them in which each began after the one before had ended. */
export const roundsOf = (calls: readonly Pick<MeteredCall, 'began' | 'ended'>[]): number => {
  let ended = -Infinity;
  let rounds = 0;
  for (const call of calls.toSorted((one, other) => one.ended - other.ended)) {
    if (call.began < ended) continue;
    rounds += 1;
    ended = call.ended;
  }
  return rounds;
};
