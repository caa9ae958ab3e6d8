import { expect, test } from 'vitest';
import { type Freshness, LOOK_TAG, needOf, undoubted } from '../../../../lib/app/sweep/due.ts';
import type { KnownImage } from '../../../../lib/model/inventory.ts';
import { imageId, PLACE } from './stand.ts';

const DAY_MS = 86_400_000;
const READ = Date.parse('2026-03-01T10:00:00.000Z');

const at = (days: number, over: Partial<Freshness> = {}): Freshness => ({
  now: READ + days * DAY_MS,
  sweepBegan: READ + days * DAY_MS,
  dirtyAt: null,
  ...over,
});

const known = (number: number, over: Partial<KnownImage> = {}): KnownImage => ({
  ref: { ...PLACE, image: imageId(number) },
  facts: { launchPermission: { value: [], readAt: new Date(READ).toISOString() } },
  firstSeen: new Date(READ).toISOString(),
  createdBy: null,
  dirtySince: null,
  misses: 0,
  ...over,
});

test('of 1,400 images that were read at once a seventh is due by each day of the week after', () => {
  const due = [0.5, 0.99, 1, 2, 3, 4, 5, 6, 7, 8].map(
    (days) =>
      Array.from({ length: 1_400 }, (_, number) => known(number)).filter(
        (image) => needOf('launchPermission', image, at(days)) !== null,
      ).length,
  );
  expect(due.slice(0, 2)).toEqual([0, 0]);
  due.slice(2, 9).forEach((count, index) => {
    expect(Math.abs(count - (index + 1) * 200)).toBeLessThan(60);
  });
  expect(due.slice(-2)).toEqual([1_400, 1_400]);
});

test('what was read in this sweep is not read again when it is continued', () => {
  const image = known(1);
  const dirty = { dirtyAt: READ - 60_000 };
  expect(needOf('launchPermission', image, at(0.001, dirty))).toBe('doubtful');
  expect(needOf('launchPermission', image, { ...at(0.001, dirty), sweepBegan: READ - 1 })).toBeNull();
});

test('a mark of the place puts everything in doubt that was read before it, or so soon after it that EC2 may have lagged', () => {
  const needAt = (offset: number) =>
    needOf('launchPermission', known(1), at(0.5, { dirtyAt: READ + offset }));
  expect(needAt(60_000)).toBe('doubtful');
  expect(needAt(-60_000)).toBe('doubtful');
  expect(needAt(-5 * 60_000)).toBeNull();
});

test('an image is in doubt from the event on that could not be judged, until it is read after it', () => {
  const since = (offset: number) => known(1, { dirtySince: new Date(READ + offset).toISOString() });
  expect(needOf('launchPermission', since(1), at(0.1))).toBe('doubtful');
  expect(needOf('launchPermission', since(-1), at(0.1))).toBeNull();
});

test('where an image comes from is read once for ever', () => {
  expect(needOf('ancestry', known(1), at(0))).toBe('unknown');
  const read = { value: { ancestors: [], complete: true }, readAt: new Date(READ).toISOString() };
  expect(needOf('ancestry', known(1, { facts: { ancestry: read } }), at(400))).toBeNull();
});

test('the tag that asks for a look is a name of our own', () => {
  expect(LOOK_TAG).toBe('ami-warden:look');
});

test('with a doubt goes what nobody has read since it came up, and nobody wants to know', () => {
  const image = known(1, { dirtySince: new Date(READ).toISOString() });
  expect(undoubted(image, ['launchPermission'])).toEqual({ ...image, dirtySince: null });
  expect(undoubted(image, [])).toEqual({ ...image, facts: {}, dirtySince: null });
});
