import type { CoverageFault } from '../../model/coverage.ts';
import { Fault } from '../../model/fault.ts';
import type { SweepItem } from '../../model/sweep-item.ts';
import { isRefusal, refusalIn } from '../coverage/denial.ts';
import { inService } from '../sweep/judges.ts';
import { sweepPlace } from '../sweep/sweep-place.ts';
import { noteAttempt } from './note-attempt.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** How one account-region's turn ended: it is done (or says no, which is an end as well), time ran out, or it failed. */
export type PlaceEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'failed'; readonly fault: CoverageFault; readonly failures: number };

/**
 * Sweeps one account-region until it is done, or until shortly before `until`; what was read is in the inventory, and the same call
 * goes on from there. How it ended is kept in the coverage. `failures`: how often this sweep failed there before. Rejects when the
 * coverage cannot be written.
 */
export const sweepOne = async (
  item: SweepItem,
  failures: number,
  until: Date,
  ports: WorkerPorts,
): Promise<PlaceEnd> => {
  const { account, region, sweep } = item;
  const place = { account, region };
  try {
    const { record, done } = await sweepPlace(
      { place, id: sweep, until, share: ports.share, judge: inService },
      ports,
    );
    if (!done) return { kind: 'paused' };
    await noteAttempt(place, { sweep, fault: wordsOf(refusalIn(record)) }, ports);
    return { kind: 'done' };
  } catch (reason) {
    const fault = faultOf(reason);
    const isRetryable = reason instanceof Fault && reason.retryable;
    ports.telemetry.note({
      kind: 'fault',
      where: `sweep of ${account}/${region}`,
      message: fault.message,
      retryable: isRetryable,
    });
    if (reason instanceof Fault && !isRetryable && isRefusal(fault)) {
      await noteAttempt(place, { sweep, fault }, ports);
      return { kind: 'done' };
    }
    await noteAttempt(place, { sweep, fault, failures: failures + 1 }, ports);
    return { kind: 'failed', fault, failures: failures + 1 };
  }
};

const wordsOf = (met: CoverageFault | null): CoverageFault | null =>
  met && { operation: met.operation, code: met.code, message: met.message };

const faultOf = (reason: unknown): CoverageFault => {
  if (reason instanceof Fault) {
    return { operation: reason.operation, code: reason.code, message: reason.message };
  }
  const message = reason instanceof Error ? reason.message : String(reason);
  return { operation: 'Sweep', code: reason instanceof Error ? reason.name : 'Unknown', message };
};
