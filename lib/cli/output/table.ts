import { columns, narrowest, padColumns, wrap } from '../../render/columns.ts';
import { paint, type Tone } from '../../render/paint.ts';
import { plain } from '../../render/plain.ts';
import type { Screen } from './screen.ts';

/** A cell: its text, or its text and what it means. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

interface Painted {
  readonly text: string;
  readonly tone: Tone;
}

const GAP = '  ';
const LONGEST = 2_000;
const NARROWEST = 8;
// An id in brackets. What is longer, a digest for one, may be broken.
const LONGEST_WORD = 24;

/**
 * Rows under a head; ends with a line end. On paper each column is as wide as its widest cell, and a row is a line. On a screen
 * the widest columns are wrapped until all fit; where that would break words apart from their joints, each row stands as lines of
 * `HEAD  value`. Control characters of cells are dropped.
 */
export const table = (
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  screen: Screen,
): string => {
  const titles = head.map((text): Painted => ({ text: text.toUpperCase(), tone: 'quiet' }));
  const body = rows.map((row) => row.map(clean));
  const natural = head.map((_, index) =>
    Math.max(...[titles, ...body].map((row) => columns(row[index]?.text ?? ''))),
  );
  const widths =
    screen.width === null ? natural : fit(natural, () => leastOf([titles, ...body]), screen.width);
  if (widths === null) return stacked(titles, body, screen);
  return [titles, ...body].flatMap((row) => rowLines(row, widths, screen.colour)).join('');
};

const clean = (cell: Cell): Painted => {
  const { text, tone } = typeof cell === 'string' ? { text: cell, tone: 'none' as const } : cell;
  return { text: plain(text, LONGEST), tone };
};

/** What the words of each column need. */
const leastOf = (rows: readonly (readonly Painted[])[]): readonly number[] =>
  (rows[0] ?? []).map((_, index) =>
    rows.reduce(
      (most, row) => Math.max(most, Math.min(LONGEST_WORD, narrowest(row[index]?.text ?? ''))),
      NARROWEST,
    ),
  );

/** Takes from the widest columns what is too much; null when a column would become narrower than its words. */
const fit = (
  natural: readonly number[],
  needs: () => readonly number[],
  room: number,
): readonly number[] | null => {
  const gaps = GAP.length * (natural.length - 1);
  const widths = [...natural];
  const excessOf = (): number => widths.reduce((sum, width) => sum + width, gaps) - room;
  if (excessOf() <= 0) return widths;
  const least = needs();
  for (;;) {
    const excess = excessOf();
    if (excess <= 0) return widths;
    const shrinkable = widths.map((width, index) => (width > (least[index] ?? 0) ? width : 0));
    const widest = Math.max(...shrinkable);
    if (widest === 0) return null;
    const index = shrinkable.indexOf(widest);
    const second = Math.max(...shrinkable.filter((width) => width < widest));
    widths[index] = Math.max(least[index] ?? 0, widest - excess, Math.min(second, widest - 1));
  }
};

const rowLines = (row: readonly Painted[], widths: readonly number[], colour: boolean): readonly string[] => {
  const cells = row.map(({ text, tone }, index) => ({
    tone,
    lines: columns(text) <= (widths[index] ?? 0) ? [text] : wrap(text, widths[index] ?? NARROWEST),
  }));
  const height = Math.max(...cells.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = cells.map(({ tone, lines }, index) => {
      const text = lines[line] ?? '';
      return paint(text, tone, colour) + padColumns(text, widths[index] ?? 0).slice(text.length);
    });
    return `${parts.join(GAP).trimEnd()}\n`;
  });
};

const stacked = (
  titles: readonly Painted[],
  rows: readonly (readonly Painted[])[],
  { colour, width }: Screen,
): string => {
  const label = Math.max(...titles.map(({ text }) => columns(text)));
  const room = Math.max(NARROWEST, (width ?? 0) - label - GAP.length);
  return rows
    .map((row) =>
      row
        .flatMap(({ text, tone }, index) =>
          wrap(text, room).map((part, line) => {
            const title = line === 0 ? (titles[index]?.text ?? '') : '';
            const start = paint(title, 'quiet', colour) + ' '.repeat(label - columns(title));
            return `${start}${GAP}${paint(part, tone, colour)}`.trimEnd() + '\n';
          }),
        )
        .join(''),
    )
    .join('\n');
};
