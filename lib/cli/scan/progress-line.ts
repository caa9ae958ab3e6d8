import type { SweepProgress } from '../../app/sweep/sweep-ports.ts';
import { subjectKey } from '../../model/subject.ts';

/** How far a scan is: places that are over, with what was read there; all of them; and those under way. */
export interface ScanProgress {
  readonly over: number;
  readonly overWork: number;
  readonly places: number;
  readonly underWay: readonly SweepProgress[];
}

const BAR = 20;

/** One line on how far a scan is, of at most `width` columns; what cannot be estimated yet is not. The bar goes by what there is to be read. */
export const progressLine = ({ over, overWork, places, underWay }: ScanProgress, width: number): string => {
  const done = overWork + underWay.reduce((sum, place) => sum + doneIn(place), 0);
  const all =
    overWork + underWay.reduce((sum, place) => sum + workIn(place), 0) + (places - over - underWay.length);
  const filled = Math.floor((done / Math.max(1, all)) * BAR);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}]`;
  const [slowest] = underWay.toSorted((a, b) => (b.secondsLeft ?? -1) - (a.secondsLeft ?? -1));
  const count = places === 1 ? '' : ` ${String(over)} of ${String(places)} places`;
  const rest =
    slowest === undefined
      ? ''
      : ` ${stageText(slowest)}${leftText(slowest, over + underWay.length < places)}`;
  return `${bar}${count}${rest}`.slice(0, width);
};

/** In images that have to be read by themselves; while that is not known, in images listed. One for a place where there is nothing to read. */
const workIn = ({ images, done, left }: SweepProgress): number =>
  Math.max(1, left === null ? images : done + left);

const doneIn = ({ stage, done, left }: SweepProgress): number => {
  if (stage === 'done') return Math.max(1, done);
  return left === null ? 0 : done;
};

const stageText = ({ place, stage, images, done, left }: SweepProgress): string => {
  const where = subjectKey(place);
  switch (stage) {
    case 'listing':
      return `${where}: ${String(images)} images listed`;
    case 'reading':
      return `${where}: ${String(done)} of ${left === null ? '?' : String(done + left)} read`;
    case 'judging':
      return `${where}: ${String(images)} images, judging`;
    case 'done':
      return `${where}: ${String(images)} images`;
  }
};

const leftText = ({ secondsLeft }: SweepProgress, hasMore: boolean): string =>
  secondsLeft === null ? '' : `, ${hasMore ? 'at least ' : 'about '}${timeText(secondsLeft)} left`;

/** Seconds as people say them, rounded up: `40 s`, `12 min`, `2 h 47 min`. */
export const timeText = (seconds: number): string => {
  if (seconds < 60) return `${String(Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const rest = minutes % 60;
  return `${String(Math.floor(minutes / 60))} h${rest === 0 ? '' : ` ${String(rest)} min`}`;
};
