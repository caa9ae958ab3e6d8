import type { Point } from './trend.ts';

/** A step is this many times what use changes by between two looks as a rule, and at least so large a part of the limit. */
const TIMES_USUAL = 10;
const PART_OF_LIMIT = 0.01;

/** Steps that come this often are how the use goes, and no exception. */
const HABIT = 3;

/**
 * What is told of the use as it goes now: the points after the last step, up or down, where there are one or two (a clean-up, a
 * migration); all of them where there are more, since what is cleaned up every week belongs to the trend.
 */
export const sinceLastStep = (points: readonly Point[], limit: number): readonly Point[] => {
  const rates = points.slice(1).flatMap(({ at, value }, index) => {
    const before = points[index];
    return before === undefined
      ? []
      : [{ index: index + 1, by: Math.abs(value - before.value), time: at - before.at }];
  });
  const perTime = rates.map(({ by, time }) => by / Math.max(time, 1)).toSorted((a, b) => a - b);
  const usual = perTime[Math.floor(perTime.length / 2)] ?? 0;
  const least = Math.max(2, limit * PART_OF_LIMIT);
  const steps = rates.filter(({ by, time }) => by > least && by > TIMES_USUAL * usual * Math.max(time, 1));
  const last = steps.at(-1);
  if (last === undefined || steps.length >= HABIT) return points;
  return points.slice(last.index);
};
