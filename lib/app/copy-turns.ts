import type { CopyQueue } from '../model/copy-queue.ts';
import { Fault } from '../model/fault.ts';
import { sha256Hex } from '../model/hash.ts';
import { type ImageRef, subjectKey } from '../model/subject.ts';
import { askTurn, leaveTurn, returnTurn, type Turn } from '../remediation/copies/turn.ts';
import { placeOf } from './own-change.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type TurnPorts = Pick<RemediationPorts, 'journal' | 'clock' | 'queues' | 'pause'>;

/** A place's queue is written by whoever copies there; each try is one read and one write, and of those at once one succeeds. */
const TRIES = 40;
const LONGEST_PAUSE_MS = 100;

/** Asks for an image's turn to be copied, so many snapshots of it, or says that it still needs the turn that it has. */
export const takeTurn = (ref: ImageRef, snapshots: number, ports: TurnPorts): Promise<Turn> =>
  change(ref, ports, (queue) => {
    const { queue: next, turn } = askTurn(queue, ref.image, snapshots, ports.clock.now());
    return { next, answer: turn };
  });

/** Gives a turn back, if the image has one, and wakes those who may go now. `copied`: the copy was made to the end. */
export const endTurn = async (ref: ImageRef, copied: boolean, ports: TurnPorts): Promise<void> => {
  const next = await change(ref, ports, (queue) => {
    if (queue.tickets.every(({ image }) => image !== ref.image)) return { next: null, answer: [] };
    const left = leaveTurn(queue, ref.image, ports.clock.now(), copied);
    return { next: left.queue, answer: left.next };
  });
  const now = ports.clock.now().toISOString();
  // Woken once more by their own timers, should this be lost.
  for (const image of next) await ports.queues.sendRecheck({ ...ref, image }, now, now);
};

/** Goes back to waiting, at the place where it was: somebody else's copies take up AWS's room. */
export const putTurnBack = (ref: ImageRef, ports: TurnPorts): Promise<null> =>
  change(ref, ports, (queue) => ({ next: returnTurn(queue, ref.image), answer: null }));

const change = async <Answer>(
  ref: ImageRef,
  { journal, pause }: TurnPorts,
  decide: (queue: CopyQueue) => { readonly next: CopyQueue | null; readonly answer: Answer },
): Promise<Answer> => {
  const place = placeOf(ref);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { queue, version } = await journal.copyQueue(place);
    const { next, answer } = decide(queue);
    if (next === null || (await journal.putCopyQueue(place, next, version))) return answer;
    await pause(pauseOf(ref, tries));
  }
  const message = `the queue of copies of ${subjectKey(place)} is being written by others`;
  throw new Fault('putCopyQueue', 'Contended', message, { retryable: true });
};

/** Other for each image and try, so that those who met do not meet again. */
const pauseOf = ({ image }: ImageRef, tries: number): number =>
  Number.parseInt(sha256Hex(`${image} ${String(tries)}`).slice(0, 8), 16) % LONGEST_PAUSE_MS;
