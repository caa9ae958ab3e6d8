import { Fault } from '../model/fault.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/**
 * Tries each, whatever becomes of the others, and notes every fault. Rejects at the end with the one there was, or an
 * AggregateError, for the queue to try again. `fault`: one that happened on the way there; null for none.
 */
export const tellEach = async <One>(
  all: readonly One[],
  tell: (one: One) => Promise<void>,
  where: string,
  telemetry: Telemetry,
  fault: unknown = null,
): Promise<void> => {
  const ends = await Promise.allSettled(all.map((one) => tell(one)));
  const failed = [
    ...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : [])),
    ...(fault === null ? [] : [fault]),
  ];
  for (const reason of failed) noteFault(where, reason, telemetry);
  if (failed.length > 0)
    throw failed.length === 1 ? failed[0] : new AggregateError(failed, `${where}: several failed`);
};

/** Notes what was thrown as a fault. */
export const noteFault = (where: string, reason: unknown, telemetry: Telemetry): void => {
  telemetry.note({
    kind: 'fault',
    where,
    message: reason instanceof Error ? reason.message : String(reason),
    retryable: reason instanceof Fault ? reason.retryable : false,
  });
};
