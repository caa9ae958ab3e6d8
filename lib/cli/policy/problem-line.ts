import type { Problem } from '../../policy/source/source-file.ts';
import { plain } from '../../render/plain.ts';

/** A mistake with its place apart; file, line and column are null for a sentence about the whole. */
export interface PlacedProblem {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

const LONGEST = 4_000;

/** The problems as data; lines beyond those that have a place (`and 7 more`) stand at the end without one. */
export const placeProblems = (
  lines: readonly string[],
  placed: readonly Problem[],
): readonly PlacedProblem[] => [
  ...placed.map(({ at, message }) => ({ ...at, message })),
  ...lines.slice(placed.length).map((message) => ({ file: null, line: null, column: null, message })),
];

/** Lines for stderr: what a file says of itself can neither colour nor clear the terminal. */
export const problemLines = (problems: readonly string[], kind: 'error' | 'warning'): string =>
  problems
    .map((problem) => `${plain(kind === 'warning' ? warningOf(problem) : problem, LONGEST)}\n`)
    .join('');

// Behind the place, so that editors still find it.
const warningOf = (problem: string): string => {
  const [, place = '', message = problem] = /^(.*?:\d+:\d+: )(.*)$/s.exec(problem) ?? [];
  return `${place}warning: ${message}`;
};
