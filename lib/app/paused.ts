import { Fault } from '../model/fault.ts';
import type { RemediationPorts } from './remediation-ports.ts';

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
