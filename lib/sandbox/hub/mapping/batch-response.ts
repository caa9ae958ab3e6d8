import { isMapping } from '../../../model/json-value.ts';

/** What a function's answer says of its batch. `invalid` counts as a failure of the whole batch. */
export type BatchVerdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'partly'; readonly failed: ReadonlySet<string> }
  | { readonly kind: 'invalid'; readonly reason: string };

/**
 * Reads a batch response as Lambda does with ReportBatchItemFailures: nothing, an empty object and an empty or null list mean
 * that all went well; an identifier that is empty, null, or of no message in the batch, or a member of another name, fails the whole batch.
 */
export const readBatchResponse = (answer: unknown, messageIds: readonly string[]): BatchVerdict => {
  if (answer === undefined || answer === null) return { kind: 'done' };
  if (!isMapping(answer)) return invalid('the answer is no object');
  const failures = answer['batchItemFailures'];
  if (failures === undefined || failures === null) return { kind: 'done' };
  if (!Array.isArray(failures)) return invalid('batchItemFailures is no list');
  const failed = new Set<string>();
  for (const failure of failures as readonly unknown[]) {
    const id = isMapping(failure) ? failure['itemIdentifier'] : undefined;
    if (typeof id !== 'string' || id === '') return invalid('a failure lacks its itemIdentifier');
    if (!messageIds.includes(id)) return invalid(`no message of the batch is called ${id}`);
    failed.add(id);
  }
  return failed.size === 0 ? { kind: 'done' } : { kind: 'partly', failed };
};

const invalid = (reason: string): BatchVerdict => ({ kind: 'invalid', reason });
