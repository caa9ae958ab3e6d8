const UNITS: readonly (readonly [seconds: number, one: string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** So many seconds in the largest unit that there is a whole one of, rounded up: `7 days`, `1 hour`. */
export const durationText = (seconds: number): string => {
  for (const [unit, one] of UNITS) {
    if (seconds < unit) continue;
    const count = Math.ceil(seconds / unit);
    return `${String(count)} ${one}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
};
