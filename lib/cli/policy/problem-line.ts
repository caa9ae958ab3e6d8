import { plain } from '../../render/plain.ts';

/** A mistake with its place apart; file, line and column are null for a sentence about the whole. */
export interface PlacedProblem {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

const LONGEST = 4_000;

/** Takes `file:line:column: message` apart, as the compiler writes it. */
export const placeProblem = (text: string, files: readonly string[]): PlacedProblem => {
  for (const file of files) {
    const found = text.startsWith(`${file}:`)
      ? /^(\d+):(\d+): (.*)$/s.exec(text.slice(file.length + 1))
      : null;
    const [, line, column, message] = found ?? [];
    if (message !== undefined) return { file, line: Number(line), column: Number(column), message };
  }
  return { file: null, line: null, column: null, message: text };
};

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
