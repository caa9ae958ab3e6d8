import { columns, padColumns } from '../../render/columns.ts';
import { paint, type Tone } from '../../render/paint.ts';
import { plain } from '../../render/plain.ts';

/** A cell: its text, or its text and what it means. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

const GAP = '  ';
const LONGEST = 2_000;

/** Rows under a head, each column as wide as its widest cell; ends with a line end. Control characters of cells are dropped. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  colour: boolean,
): string => {
  const titles = head.map((text): Cell => ({ text: text.toUpperCase(), tone: 'quiet' }));
  const lines = [titles, ...rows].map((row) => row.map(clean));
  const widths = head.map((_, index) => Math.max(...lines.map((row) => columns(row[index]?.text ?? ''))));
  return lines
    .map((row) =>
      row
        .map(({ text, tone }, index) => {
          const isLast = index === row.length - 1;
          const padding = isLast ? '' : padColumns(text, widths[index] ?? 0).slice(text.length);
          return paint(text, tone, colour) + padding;
        })
        .join(GAP),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};

const clean = (cell: Cell): { readonly text: string; readonly tone: Tone } => {
  const { text, tone } = typeof cell === 'string' ? { text: cell, tone: 'none' as const } : cell;
  return { text: plain(text, LONGEST), tone };
};
