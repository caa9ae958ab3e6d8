// Events come together: whoever changed the count may read it when others have changed it as well. And a finding stays open until
// the use is 2 % of the limit below its threshold, so that is a place to look as well.
const LEAST_SLACK = 10;
const SLACK_PART = 0.002;
const LEEWAY_PERCENT = 2;

/**
 * Whether a use that is `used` now, and changed by `by`, may have passed one of these percents of the limit: it did, or it is so
 * close that others may have passed it at the same moment.
 */
export const isCrossing = (used: number, by: number, limit: number, percents: readonly number[]): boolean => {
  const slack = Math.max(LEAST_SLACK, limit * SLACK_PART);
  const low = Math.min(used, used - by) - slack;
  const high = Math.max(used, used - by) + slack;
  return percents
    .flatMap((percent) => [percent, percent - LEEWAY_PERCENT])
    .some((percent) => low * 100 < limit * percent && high * 100 >= limit * percent);
};
