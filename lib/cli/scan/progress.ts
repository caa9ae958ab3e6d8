import type { SweepProgress } from '../../app/sweep/sweep-ports.ts';
import { subjectKey, type AccountRegion } from '../../model/subject.ts';
import { isClosedPipe, type Io } from '../output/io.ts';
import { progressLine, timeText } from './progress-line.ts';

/** Shows how far a scan is, on stderr. */
export interface ProgressShow {
  readonly note: (progress: SweepProgress) => void;
  readonly over: (place: AccountRegion) => void;
  /** Takes the line away, so that others can be written; the next note brings it back. */
  readonly clear: () => void;
}

const SLOWEST_MS = 100;
const LONG_SECONDS = 600;
const WIPE = '\r\u001b[K';
const USUAL_WIDTH = 80;

/**
 * A line that is written over on a terminal that can (not TERM=dumb), at most ten times a second. Elsewhere nothing but, once, that it will
 * take long. `now` in milliseconds.
 */
export const progressShow = (
  { stderr, env }: Pick<Io, 'stderr' | 'env'>,
  places: number,
  now: () => number,
): ProgressShow => {
  const canWriteOver = stderr.isTTY === true && env['TERM'] !== 'dumb';
  const underWay = new Map<string, SweepProgress>();
  let over = 0;
  let overWork = 0;
  let writtenAt = -Infinity;
  let isShown = false;
  let isWarned = false;
  const write = (text: string): void => {
    stderr.write(text, (error) => {
      // Whoever read stderr has gone; the scan is not for them alone.
      if (error instanceof Error && !isClosedPipe(error)) throw error;
    });
  };
  const clear = (): void => {
    if (isShown) write(WIPE);
    isShown = false;
  };
  const draw = (): void => {
    if (!canWriteOver || now() - writtenAt < SLOWEST_MS) return;
    writtenAt = now();
    isShown = true;
    const line = progressLine(
      { over, overWork, places, underWay: [...underWay.values()] },
      (stderr.columns ?? USUAL_WIDTH) - 1,
    );
    write(`${WIPE}${line}`);
  };
  return {
    note: (progress) => {
      underWay.set(subjectKey(progress.place), progress);
      if (!isWarned && (progress.secondsLeft ?? 0) > LONG_SECONDS) {
        isWarned = true;
        clear();
        write(
          `${subjectKey(progress.place)} takes about ${timeText(progress.secondsLeft ?? 0)} the first time: ` +
            'who may launch an image is a request for each. --share takes more of what EC2 allows; after Ctrl-C the same command goes on\n',
        );
      }
      draw();
    },
    over: (place) => {
      overWork += Math.max(1, underWay.get(subjectKey(place))?.done ?? 0);
      underWay.delete(subjectKey(place));
      over += 1;
      draw();
    },
    clear,
  };
};
