import { expect, test } from 'vitest';
import type { SweepProgress } from '../../../../lib/app/sweep/sweep-ports.ts';
import { progressLine, timeText } from '../../../../lib/cli/scan/progress-line.ts';
import { progressShow } from '../../../../lib/cli/scan/progress.ts';
import { AccountId, Region } from '../../../../lib/model/ids.ts';
import { capturedIo } from '../policy/captured-io.ts';

const place = { account: AccountId.parse('111122223333'), region: Region.parse('us-east-1') };
const reading: SweepProgress = {
  place,
  stage: 'reading',
  images: 50_000,
  done: 12_500,
  left: 37_500,
  secondsLeft: 7_500,
};

test('of one place: how much of it, and how long it takes', () => {
  expect(progressLine({ over: 0, overWork: 0, places: 1, underWay: [reading] }, 120)).toBe(
    '[#####---------------] 111122223333/us-east-1: 12500 of 50000 read, about 2 h 5 min left',
  );
});

test('as long as there are places nobody knows of, it is at least so long', () => {
  expect(progressLine({ over: 1, overWork: 1, places: 3, underWay: [reading] }, 120)).toBe(
    '[#####---------------] 1 of 3 places 111122223333/us-east-1: 12500 of 50000 read, at least 2 h 5 min left',
  );
});

test('the bar goes by what there is to read: three empty regions beside a large one are next to nothing', () => {
  const begun = { ...reading, done: 0, left: 50_000, secondsLeft: null };
  const empty = { ...reading, images: 0, done: 0, left: 0, secondsLeft: null };
  const line = (...underWay: readonly SweepProgress[]): string =>
    progressLine({ over: 2, overWork: 2, places: 2 + underWay.length, underWay }, 22);
  expect(line(begun, empty)).toBe('[--------------------]');
  expect(line(empty, { ...empty, stage: 'done' })).toBe('[###############-----]');
});

test('what nobody can tell is left out, and the line is no longer than the terminal', () => {
  const listing: SweepProgress = {
    ...reading,
    stage: 'listing',
    images: 3_000,
    done: 0,
    left: null,
    secondsLeft: null,
  };
  const line = progressLine({ over: 0, overWork: 0, places: 1, underWay: [listing] }, 120);
  expect(line).toBe('[--------------------] 111122223333/us-east-1: 3000 images listed');
  expect(progressLine({ over: 0, overWork: 0, places: 1, underWay: [listing] }, 30)).toBe(
    '[--------------------] 1111222',
  );
});

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [61, '2 min'],
  [3_600, '1 h'],
  [10_001, '2 h 47 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(timeText(seconds)).toBe(text);
});

const WIPE = '\r\u001b[K';

test('on a terminal the line is written over, ten times a second at most, and taken away', () => {
  const { io, err } = capturedIo({ isTTY: true });
  let now = 1_000;
  const show = progressShow(io, 1, () => now);
  const quick = { ...reading, secondsLeft: 30 };
  show.note(quick);
  now += 99;
  show.note({ ...quick, done: 12_501 });
  now += 1;
  show.note({ ...quick, done: 12_502, left: 37_498 });
  show.clear();
  show.clear();
  const line = (done: number): string =>
    `[#####---------------] 111122223333/us-east-1: ${String(done)} of 50000 read, about 30 s left`;
  expect(err()).toBe(`${WIPE}${line(12_500).slice(0, 79)}${WIPE}${line(12_502).slice(0, 79)}${WIPE}`);
});

test.each([
  ['elsewhere', {}],
  ['on a terminal that cannot go back in a line', { isTTY: true, env: { TERM: 'dumb' } }],
])('%s nothing, but once that it takes long', (_, place_) => {
  const { io, err } = capturedIo(place_);
  const show = progressShow(io, 1, () => 0);
  show.note({ ...reading, secondsLeft: 30 });
  expect(err()).toBe('');
  show.note(reading);
  show.note(reading);
  show.over(place);
  show.clear();
  expect(err()).toBe(
    '111122223333/us-east-1 takes about 2 h 5 min the first time: who may launch an image is a request for each. ' +
      '--share takes more of what EC2 allows; after Ctrl-C the same command goes on\n',
  );
});
