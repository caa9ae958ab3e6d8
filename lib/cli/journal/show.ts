import type { CsvCell } from '../output/csv.ts';
import type { Screen } from '../output/screen.ts';
import { table, type Cell } from '../output/table.ts';
import type { JournalRow } from './row.ts';

/** For people: a line an entry. */
export const journalTable = (rows: readonly JournalRow[], screen: Screen): string =>
  table(
    ['when', 'who', 'where', 'what', 'before -> after', 'undo names'],
    rows.map((row): readonly Cell[] => [
      { text: row.at.replace(/\.\d+Z$/, 'Z'), tone: 'quiet' },
      row.who,
      { text: row.subject, tone: 'label' },
      { text: row.what, tone: row.tone },
      changeCell(row),
      row.undo ? row.id : '-',
    ]),
    screen,
  );

const changeCell = ({ before, after }: JournalRow): string => {
  if (before === null && after === null) return '-';
  if (before === null) return `still ${after ?? ''}`;
  return after === null ? before : `${before} -> ${after}`;
};

/** The head of the rows that follow. */
export const CSV_HEAD = [
  'at',
  'id',
  'kind',
  'account',
  'region',
  'subject',
  'rule',
  'state',
  'who',
  'what',
  'before',
  'after',
  'plan',
  'policyHash',
  'event',
  'undo',
] as const satisfies readonly (keyof JournalRow)[];

/** The cells of a row under `CSV_HEAD`. */
export const csvCells = (row: JournalRow): readonly CsvCell[] => CSV_HEAD.map((name) => row[name]);
