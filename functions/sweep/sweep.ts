import type { Context } from 'aws-lambda';
import { parseSweepItem } from '../../lib/app/sweep-organization/messages.ts';
import { sweepPart, type SweptPart } from '../../lib/app/sweep-organization/sweep-part.ts';
import type { WorkerPorts } from '../../lib/app/sweep-organization/worker-ports.ts';

/** What is left for the last reads under way, whose tries may take 15 s, and for writing down how far it came. */
const RESERVE_MS = 60_000;

/** The worker of one account-region, by the state machine. */
export const makeSweep =
  (ports: WorkerPorts) =>
  (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SweptPart> => {
    const left = context.getRemainingTimeInMillis() - RESERVE_MS;
    return sweepPart(parseSweepItem(event), new Date(ports.clock.now().getTime() + left), ports);
  };
