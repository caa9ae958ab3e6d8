import { expect, test } from 'vitest';
import { heapTidier } from '../../../lib/config/tidy-heap.ts';

const MB = 1024 ** 2;

test('garbage is collected when the heap has grown by 24 MB since the last time, and not before', () => {
  let used = 10 * MB;
  const collected: number[] = [];
  const tidy = heapTidier(
    () => {
      collected.push(used / MB);
      used = 12 * MB;
      return Promise.resolve();
    },
    () => used,
  );
  for (const now of [10, 23, 24, 35, 36, 35]) {
    used = now * MB;
    tidy();
  }
  expect(collected).toEqual([24, 36]);
});

test('a process that may not collect goes on without', () => {
  expect(() => {
    heapTidier(undefined, () => Number.POSITIVE_INFINITY)();
  }).not.toThrow();
});
