import { Fault } from '../../model/fault.ts';
import { print } from '../output/io.ts';
import type { Hand, HandIo } from './hand.ts';

const STOPPING: Readonly<Record<Hand['kind'], string>> = {
  direct:
    'stopping: nothing more is sent, and what is under way is read back and journaled. Again, and it ends at once',
  via: 'the answer is not waited for any more: what the service has begun it ends, and its journal tells',
};

/**
 * Does something that Ctrl-C stops between two steps, not in the middle of one; null when nothing could be answered after that. A second
 * Ctrl-C ends the process as it would any other. Rejects with `Fault` when it was not stopped.
 */
export const stoppable = async <T>(
  command: string,
  hand: Hand,
  io: HandIo,
  work: () => Promise<T>,
): Promise<{ readonly answer: T | null; readonly isStopped: boolean }> => {
  const stopped: string[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    io.once(signal, () => {
      stopped.push(signal);
      hand.stop();
      void print(io.stderr, `ami-warden ${command}: ${STOPPING[hand.kind]}\n`);
    });
  }
  try {
    const answer = await work();
    return { answer, isStopped: stopped.length > 0 };
  } catch (fault) {
    if (!(fault instanceof Fault) || stopped.length === 0) throw fault;
    return { answer: null, isStopped: true };
  }
};
