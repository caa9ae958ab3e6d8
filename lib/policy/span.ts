const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** A duration in seconds in words, by the largest unit that it is a whole number of: `180 days`, `1 hour`, `90 seconds`. */
export const spanText = (seconds: number): string => {
  const [name, length] = UNITS.find(([, unit]) => seconds > 0 && seconds % unit === 0) ?? ['second', 1];
  const count = seconds / length;
  return `${String(count)} ${name}${count === 1 ? '' : 's'}`;
};

/** The day of an instant (ISO 8601, UTC), as people read it: `2026-09-01`. */
export const dayOf = (instant: string): string => new Date(instant).toISOString().slice(0, 10);

/** Milliseconds since 1970 of an instant as AWS tells it; null when it is none, or not told. */
export const timeOf = (instant: string | null): number | null => {
  const time = instant === null ? NaN : Date.parse(instant);
  return Number.isNaN(time) ? null : time;
};
