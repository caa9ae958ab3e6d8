import { Duration } from '@marcbachmann/cel-js/evaluator';

const MOST_CHARACTERS = 256;
const SECONDS: readonly (readonly [string, bigint])[] = [
  ['d', 86_400n],
  ['h', 3600n],
  ['m', 60n],
];

/** A value of an expression as people read it, on one line and of 256 characters at most. */
export const writeValue = (value: unknown): string => {
  const text = plain(value).replaceAll(/[\s\p{Cc}]+/gu, ' ');
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
};

const plain = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return `${value.toISOString().slice(0, 19)}Z`;
  if (value instanceof Duration) return span(value.seconds);
  if (value instanceof Set) return plain([...value]);
  return Array.isArray(value) ? value.slice(0, MOST_CHARACTERS).map(plain).join(', ') : '';
};

/** In its largest whole unit: `90d`, `5h`, `40s`. */
const span = (seconds: bigint): string => {
  const size = seconds < 0n ? -seconds : seconds;
  const [unit, length] = SECONDS.find(([, enough]) => size >= enough) ?? ['s', 1n];
  return `${String(seconds / length)}${unit}`;
};
