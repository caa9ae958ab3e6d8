import type { JournalEntry } from '../../model/journal.ts';
import { csvRows } from '../output/csv.ts';
import { jsonLine } from '../output/json.ts';
import type { Screen } from '../output/screen.ts';
import type { JOURNAL_FORMS } from './doc.ts';
import { rowOf, type JournalRow } from './row.ts';
import { CSV_HEAD, csvCells, journalTable } from './show.ts';

/** A form of output that is made while entries come: each answers the text to be printed now. */
export interface StreamedForm {
  readonly start: () => string;
  readonly add: (entries: readonly JournalEntry[]) => string;
  readonly end: () => string;
  /** Whether lines were printed that are not in the order of time. */
  readonly isSplit: () => boolean;
}

/** How many rows are held to be sorted; some 10 MB. */
const HELD_ROWS = 10_000;

/** The form of this name. */
export const streamedForm = (
  name: (typeof JOURNAL_FORMS)[number],
  screen: Screen,
  held = HELD_ROWS,
): StreamedForm => {
  switch (name) {
    case 'table':
      return tableForm(screen, held);
    case 'json':
      return jsonForm();
    case 'jsonl':
      return plainForm('', (entry) => `${jsonLine(entry)}\n`);
    case 'csv':
      return plainForm(csvRows([CSV_HEAD]), (entry) => csvRows([csvCells(rowOf(entry))]));
  }
};

const plainForm = (head: string, textOf: (entry: JournalEntry) => string): StreamedForm => ({
  start: () => head,
  add: (entries) => entries.map(textOf).join(''),
  end: () => '',
  isSplit: () => false,
});

const jsonForm = (): StreamedForm => {
  let isFirst = true;
  return {
    start: () => '[',
    add: (entries) =>
      entries
        .map((entry) => {
          const text = `${isFirst ? '' : ','}\n${jsonLine(entry)}`;
          isFirst = false;
          return text;
        })
        .join(''),
    end: () => (isFirst ? ']\n' : '\n]\n'),
    isSplit: () => false,
  };
};

/** Rows are held, sorted and printed so many at a time: a table needs its widest cells, and people want it by time. */
const tableForm = (screen: Screen, most: number): StreamedForm => {
  let rows: JournalRow[] = [];
  let last = '';
  let isSplit = false;
  const flush = (): string => {
    const sorted = rows.toSorted((a, b) => compare(a.id, b.id) || compare(a.subject, b.subject));
    rows = [];
    const [first] = sorted;
    if (first === undefined) return '';
    isSplit ||= first.id < last;
    last = sorted.at(-1)?.id ?? last;
    return journalTable(sorted, screen);
  };
  return {
    start: () => '',
    add: (entries) => {
      rows.push(...entries.map(rowOf));
      return rows.length < most ? '' : flush();
    },
    end: flush,
    isSplit: () => isSplit,
  };
};

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
