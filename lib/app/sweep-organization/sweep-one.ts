import type { CoverageFault } from '../../model/coverage.ts';
import { Fault } from '../../model/fault.ts';
import type { SweepItem } from '../../model/sweep-item.ts';
import { isDenial, refusalIn } from '../coverage/denial.ts';
import { inService } from '../sweep/judges.ts';
import { sweepPlace } from '../sweep/sweep-place.ts';
import { noteAttempt } from './note-attempt.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What the state machine decides by: `done`, or the same again with the next part. Its names are the machine's. */
export interface SweptPart extends SweepItem {
  readonly done: boolean;
}

/**
 * Sweeps one account-region until it is done, or until shortly before `until`; what was read is in the inventory, and the same call
 * goes on from there. An account that says no is an end of it, kept in the coverage. Rejects when another try may help.
 */
export const sweepPart = async (item: SweepItem, until: Date, ports: WorkerPorts): Promise<SweptPart> => {
  const { account, region, sweep, part } = item;
  const place = { account, region };
  const ended = (done: boolean): SweptPart => ({ account, region, sweep, part: part + 1, done });
  try {
    const { record, done } = await sweepPlace(
      { place, id: sweep, until, share: ports.share, judge: inService },
      ports,
    );
    if (!done) return ended(false);
    await noteAttempt(place, sweep, refusalIn(record), ports);
    return ended(true);
  } catch (reason) {
    const fault = faultOf(reason);
    ports.telemetry.note({
      kind: 'fault',
      where: `sweep of ${account}/${region}`,
      message: fault.message,
      retryable: reason instanceof Fault && reason.retryable,
    });
    await noteAttempt(place, sweep, fault, ports);
    if (reason instanceof Fault && !reason.retryable && isDenial(fault)) return ended(true);
    throw reason;
  }
};

const faultOf = (reason: unknown): CoverageFault => {
  if (reason instanceof Fault) return reason;
  const message = reason instanceof Error ? reason.message : String(reason);
  return { operation: 'Sweep', code: reason instanceof Error ? reason.name : 'Unknown', message };
};
