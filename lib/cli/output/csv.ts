import { plain } from '../../render/plain.ts';

/** A cell; null is empty. Numbers stay numbers: only text can be a formula. */
export type CsvCell = string | number | boolean | null;

// A spreadsheet takes these for the beginning of a formula, the full-width forms included, blanks before them or not.
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;
const LONGEST = 32_000;

/**
 * Rows under a head as RFC 4180 has them: commas, CRLF, quotes doubled. Text that a spreadsheet would run as a formula gets an
 * apostrophe before it; line ends and control characters become blanks.
 */
export const csvText = (head: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  [...csvPieces(head, rows)].join('');

/** The same text row by row. */
export function* csvPieces(head: readonly string[], rows: Iterable<readonly CsvCell[]>): Generator<string> {
  yield csvRows([head]);
  for (const row of rows) yield csvRows([row]);
}

/** Rows without a head, to stand below others. */
export const csvRows = (rows: readonly (readonly CsvCell[])[]): string =>
  rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');

const cellText = (cell: CsvCell): string => {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = plain(cell, LONGEST);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
