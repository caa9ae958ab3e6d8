// AWS/Usage is minutes old: what was made and removed meanwhile is no difference.
const TOLERATED_COUNT = 5;
const TOLERATED_PART = 0.01;

/** Whether our count and AWS's are further apart than what happens in minutes explains. */
export const differs = (ours: number, aws: number): boolean =>
  Math.abs(ours - aws) > Math.max(TOLERATED_COUNT, TOLERATED_PART * Math.max(ours, aws));
