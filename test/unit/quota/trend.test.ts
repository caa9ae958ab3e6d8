import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differs } from '../../../lib/quota/difference.ts';
import { isCrossing } from '../../../lib/quota/crossing.ts';
import { trendOf } from '../../../lib/quota/trend.ts';
import { numbers } from './samples.ts';

const points = (values: readonly number[]) => values.map((value, at) => ({ at, value }));

/** In how many of 400 runs of 30 days, that grow by 10 a day in truth, the interval holds the truth. */
const holds = (stray: (next: () => number) => { readonly added: number; readonly off: number }): number => {
  let held = 0;
  for (let run = 1; run <= 400; run += 1) {
    const next = numbers(run * 7919);
    let sum = 1_000;
    const values = Array.from({ length: 30 }, () => {
      const { added, off } = stray(next);
      sum += added;
      return sum + off;
    });
    const trend = trendOf(points(values));
    if (trend !== null && trend.low <= 10 && trend.high >= 10) held += 1;
  }
  return held;
};

const bell = (next: () => number): number => next() + next() + next() - 1.5;

describe('the trend', () => {
  it('is the middle of the slopes, whatever a few points say', () => {
    const even = trendOf(points([0, 10, 20, 30, 40]));
    expect(even?.slope).toBe(10);
    expect(even?.low).toBeCloseTo(10, 9);
    expect(even?.high).toBeCloseTo(10, 9);
    expect(trendOf(points([0, 10, 9_999, 30, 40, 50, 60, 70, 80, 90]))?.slope).toBe(10);
    expect(trendOf(points([0, 10]))).toBeNull();
    expect(trendOf([1, 2, 3].map((value) => ({ at: 5, value })))).toBeNull();
  });

  it('has an interval that holds the truth, whether days stray by themselves or add up', () => {
    // 95 % of 400 are 380.
    expect(holds((next) => ({ added: 10, off: bell(next) * 60 }))).toBeGreaterThanOrEqual(380);
    expect(holds((next) => ({ added: 10 + bell(next) * 40, off: 0 }))).toBeGreaterThanOrEqual(365);
    expect(holds((next) => ({ added: next() < 0.25 ? 40 : 0, off: 0 }))).toBeGreaterThanOrEqual(365);
  });

  it('grows with what is counted, and not with where counting begins', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 3, maxLength: 20 }),
        fc.integer({ min: 1, max: 1_000 }),
        (values, base) => {
          const trend = trendOf(points(values));
          const moved = trendOf(points(values.map((value) => base + value * 2)));
          expect(moved?.slope).toBeCloseTo((trend?.slope ?? NaN) * 2, 6);
          expect(trend?.low).toBeLessThanOrEqual(trend?.slope ?? NaN);
          expect(trend?.high).toBeGreaterThanOrEqual(trend?.slope ?? NaN);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a crossing', () => {
  it('is seen by whoever may have made it, and by nobody far from a threshold', () => {
    const levels = [70, 90];
    expect(isCrossing(35_000, 1, 50_000, levels)).toBe(true);
    expect(isCrossing(35_000, 600, 50_000, levels)).toBe(true);
    expect(isCrossing(36_000, 2_000, 50_000, levels)).toBe(true);
    expect(isCrossing(36_000, 1, 50_000, levels)).toBe(false);
    expect(isCrossing(20_000, 1, 50_000, levels)).toBe(false);
  });

  it('is seen on the way down where findings close: 2 % below', () => {
    expect(isCrossing(33_990, -1, 50_000, [70])).toBe(true);
    expect(isCrossing(33_000, -1, 50_000, [70])).toBe(false);
  });
});

describe('a difference between AWS’s count and ours', () => {
  it('is told only where minutes do not explain it', () => {
    expect([differs(50_000, 49_500), differs(50_000, 49_499)]).toEqual([false, true]);
    expect([differs(3, 8), differs(3, 9)]).toEqual([false, true]);
  });
});
