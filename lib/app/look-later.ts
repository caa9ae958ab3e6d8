import { subjectKey, type SubjectRef } from '../model/subject.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type LaterPorts = Pick<RemediationPorts, 'clock' | 'journal' | 'queues'>;

/** What was due while writing is paused is looked at again after 15 minutes at the latest. */
const LATER_MS = 15 * 60_000;
/** Timers are set to a grid: those of one subject that come from different deliveries meet there, and go on as one. */
const GRID_MS = 5 * 60_000;

/** Sees to it that what was due is not lost: the subject is judged anew. */
export const lookLater = (ref: SubjectRef, ports: LaterPorts): Promise<void> => {
  const latest = ports.clock.now().getTime() + LATER_MS;
  return lookOnce(ref, new Date(Math.floor(latest / GRID_MS) * GRID_MS).toISOString(), ports);
};

/**
 * Asks for another look at `dueAt` (ISO 8601), once for each subject and instant: what is held up comes back with every look, and
 * would ask for two where there was one. Asked for before that is noted, so that a crash between makes one look more, not less.
 */
export const lookOnce = async (ref: SubjectRef, dueAt: string, ports: LaterPorts): Promise<void> => {
  const { clock, journal, queues } = ports;
  const key = `look#${subjectKey(ref)}#${dueAt}`;
  // Takes nothing, and says whether anything was taken yet.
  if (!(await journal.takeFromLimit(key, dueAt, 0, 0))) return;
  await queues.sendRecheck(ref, dueAt, clock.now().toISOString());
  await journal.takeFromLimit(key, dueAt, 1, 1);
};

/** Asks for another look in so many seconds, on the grid. */
export const lookIn = (ref: SubjectRef, seconds: number, ports: LaterPorts): Promise<void> => {
  const at = Math.ceil((ports.clock.now().getTime() + seconds * 1000) / GRID_MS) * GRID_MS;
  return lookOnce(ref, new Date(at).toISOString(), ports);
};
