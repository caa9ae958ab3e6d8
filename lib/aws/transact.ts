import {
  TransactionCanceledException,
  TransactionInProgressException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { Fault } from '../model/fault.ts';
import { toFault } from './faults.ts';
import { type InventoryTable, TRIES, waitMs } from './inventory-table.ts';

/** Why DynamoDB took back a transaction that may go well when it is asked for again. */
const PASSING = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
]);

/** The positions of the conditions that failed; `done`: all was written. */
export type Transacted =
  { readonly kind: 'done' } | { readonly kind: 'refused'; readonly failed: ReadonlySet<number> };

/**
 * Writes all of it or nothing. A conflict with another transaction is waited out. A request whose answer was lost is known
 * again by the token that the SDK sends with it, for ten minutes. Rejects with `Fault`.
 */
export const transact = async (
  table: InventoryTable,
  items: readonly TransactWriteItem[],
): Promise<Transacted> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      await table.client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return { kind: 'done' };
    } catch (error) {
      const failed = failedConditions(error);
      if (failed.size > 0) return { kind: 'refused', failed };
      if (!isPassing(error)) throw toFault('TransactWriteItems', error);
      await table.pause(waitMs(tries));
    }
  }
  throw new Fault('TransactWriteItems', 'TransactionConflict', 'others write the same again and again', {
    retryable: true,
  });
};

const reasonsOf = (error: unknown): readonly (string | undefined)[] =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map(({ Code }) => Code)
    : [];

const failedConditions = (error: unknown): ReadonlySet<number> =>
  new Set(
    reasonsOf(error).flatMap((code, position) => (code === 'ConditionalCheckFailed' ? [position] : [])),
  );

const isPassing = (error: unknown): boolean =>
  error instanceof TransactionInProgressException ||
  reasonsOf(error).some((code) => code !== undefined && PASSING.has(code));
