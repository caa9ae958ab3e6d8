import { Fault } from '../model/fault.ts';
import { subjectKey, type SubjectRef } from '../model/subject.ts';
import type { Lease } from '../ports/journal.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type LeasePorts = Pick<RemediationPorts, 'journal' | 'clock' | 'pause'>;

/**
 * How long a worker may be silent. It is prolonged before each write, and a write ends long before: the SDK gives up after
 * three tries of five seconds. A dead worker's lease is over by the time that its message comes again.
 */
const LEASE_MS = 30_000;
/** Waits that together outlast a dead worker's lease. */
const WAITS_MS = [250, 500, 1000, 2000, 4000, 8000, 16_000] as const;

/**
 * Runs what writes to a subject while nobody else does. Waits for another worker to finish, or for a dead one's lease to run
 * out; rejects with a retryable `Fault` when it is still held after that.
 */
export const withLease = async <T>(
  ref: SubjectRef,
  ports: LeasePorts,
  run: (lease: Lease) => Promise<T>,
): Promise<T> => {
  const lease = await take(ref, ports);
  try {
    const result = await run(lease);
    await ports.journal.dropLease(lease, now(ports));
    return result;
  } catch (error) {
    // What was thrown counts for more than that others wait half a minute.
    if (error instanceof Fault || error instanceof AggregateError) {
      await ports.journal.dropLease(lease, now(ports)).catch(() => undefined);
    }
    throw error;
  }
};

/** The last thing before each write: rejects with `Fault` when the lease was lost, because then somebody else is at it. */
export const holdLease = async (lease: Lease, ports: LeasePorts): Promise<void> => {
  const until = ahead(ports);
  // Said late, it is over already: somebody else may have it.
  if ((await ports.journal.holdLease(lease, now(ports), until)) && now(ports) < until) return;
  const message = `lease ${String(lease.number)} of ${subjectKey(lease.ref)} has run out; nothing more is written under it`;
  throw new Fault('holdLease', 'Lost', message, { retryable: true });
};

const take = async (ref: SubjectRef, ports: LeasePorts): Promise<Lease> => {
  for (const ms of [...WAITS_MS, null]) {
    const taken = await ports.journal.takeLease(ref, now(ports), ahead(ports));
    if ('number' in taken) return taken;
    if (ms === null) break;
    const left = Date.parse(taken.heldUntil) - ports.clock.now().getTime();
    await ports.pause(Math.max(1, Math.min(ms, left)));
  }
  const message = `another worker has been writing to ${subjectKey(ref)} for a while`;
  throw new Fault('takeLease', 'Held', message, { retryable: true });
};

const now = ({ clock }: LeasePorts): string => clock.now().toISOString();

const ahead = ({ clock }: LeasePorts): string => new Date(clock.now().getTime() + LEASE_MS).toISOString();
