const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
];

/** How long an instant (ISO 8601) lies back, in the largest unit that there is a whole one of, rounded down: `2h ago`. */
export const ageText = (at: string, now: Date): string => {
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000);
  const found = UNITS.find(([size]) => seconds >= size);
  return found === undefined ? 'just now' : `${String(Math.floor(seconds / found[0]))}${found[1]} ago`;
};
