import type { Context } from 'aws-lambda';
import { parseSweepBatch } from '../../lib/app/sweep-organization/messages.ts';
import { sweepBatch, type SweptBatch } from '../../lib/app/sweep-organization/sweep-batch.ts';
import type { WorkerPorts } from '../../lib/app/sweep-organization/worker-ports.ts';

/** What is left for the last reads under way, whose tries may take 15 s, and for writing down how far it came. */
const RESERVE_MS = 60_000;

/** The worker of a batch of account-regions, by the state machine. */
export const makeSweep =
  (ports: WorkerPorts) =>
  (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SweptBatch> => {
    const left = context.getRemainingTimeInMillis() - RESERVE_MS;
    return sweepBatch(parseSweepBatch(event), new Date(ports.clock.now().getTime() + left), ports);
  };
