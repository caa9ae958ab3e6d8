import { Fault } from '../model/fault.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** How soon what was due while writing is paused is looked at again. */
const AGAIN_MS = 15 * 60_000;

/** Why nothing may be written now, for people; null when it may. A switch that cannot be read stops everything. */
export const pausedReason = async ({ brake }: Pick<RemediationPorts, 'brake'>): Promise<string | null> => {
  try {
    const state = await brake.state();
    if (state.kind === 'running') return null;
    const { by, since, reason } = state;
    return `paused by ${by ?? 'somebody'}${since === null ? '' : ` since ${since}`}: ${reason ?? 'no reason was given'}`;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    // Its code alone: AWS's messages differ each time, and would be told each time.
    return `paused, because the switch that pauses writing could not be read (${fault.code})`;
  }
};

/** Sees to it that what was due is not lost: the subject is judged anew. */
export const lookLater = (
  ref: SubjectRef,
  { clock, queues }: Pick<RemediationPorts, 'clock' | 'queues'>,
): Promise<void> => {
  const now = clock.now();
  return queues.sendRecheck(ref, new Date(now.getTime() + AGAIN_MS).toISOString(), now.toISOString());
};
