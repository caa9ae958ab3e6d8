import type { Tone } from '../../render/paint.ts';
import { csvText } from '../output/csv.ts';
import { matchText } from '../output/match-text.ts';
import { sarifText, type SarifRule } from '../output/sarif.ts';
import type { Screen } from '../output/screen.ts';
import { table } from '../output/table.ts';
import { placeText, type WaiverRow, type WaiverState } from './row.ts';

/** For people: a line a waiver. */
export const waiversTable = (rows: readonly WaiverRow[], screen: Screen): string =>
  table(
    [
      'waiver',
      'state',
      'days left',
      'expires',
      'rules',
      'where',
      'owner',
      'ticket',
      'approved by',
      'stands at',
    ],
    rows.map((row) => [
      { text: row.id, tone: 'label' },
      { text: row.state, tone: TONES[row.state] },
      String(row.daysLeft),
      row.expires.replace('T00:00:00.000Z', ''),
      row.rules.join(', '),
      scopeText(row),
      row.owner,
      row.ticket ?? '-',
      row.approvedBy ?? '-',
      placeText(row.at),
    ]),
    screen,
  );

/** For spreadsheets: a row a waiver, with its reason. */
export const waiversCsv = (rows: readonly WaiverRow[]): string =>
  csvText(
    [
      'id',
      'state',
      'daysLeft',
      'expires',
      'rules',
      'scope',
      'owner',
      'ticket',
      'approvedBy',
      'reason',
      'file',
      'line',
      'column',
      'entry',
    ],
    rows.map((row) => [
      row.id,
      row.state,
      row.daysLeft,
      row.expires,
      row.rules.join(' '),
      scopeText(row),
      row.owner,
      row.ticket,
      row.approvedBy,
      row.reason,
      row.at?.file ?? null,
      row.at?.line ?? null,
      row.at?.column ?? null,
      row.entry ?? null,
    ]),
  );

const LAPSED: SarifRule = {
  id: 'waiver-lapsed',
  text: 'The waiver covers nothing any more.',
  level: 'error',
};
const SOON: SarifRule = { id: 'waiver-soon-lapses', text: 'The waiver lapses soon.', level: 'warning' };

/** For code reviews: the waivers that have lapsed or soon will, where they stand. */
export const waiversSarif = (rows: readonly WaiverRow[]): string =>
  sarifText(
    'waivers',
    [LAPSED, SOON],
    rows.flatMap((row) => {
      if (row.state === 'active' || row.at === null) return [];
      const rule = row.state === 'lapsed' ? LAPSED.id : SOON.id;
      return [{ rule, message: sentenceOf(row), place: row.at, key: row.id }];
    }),
  );

/** What is to be said of a waiver that has lapsed, or soon will. */
const sentenceOf = ({ id, state, owner, rules, expires, daysLeft }: WaiverRow): string => {
  const what = `waiver ${id} of ${owner} for ${rules.join(', ')}`;
  if (state === 'lapsed') return `${what} lapsed at ${expires}`;
  return `${what} lapses at ${expires}, in ${String(daysLeft)} ${daysLeft === 1 ? 'day' : 'days'}`;
};

const TONES: Readonly<Record<WaiverState, Tone>> = { lapsed: 'bad', soon: 'attention', active: 'good' };

const scopeText = ({ scope, principals }: WaiverRow): string =>
  `${matchText(scope)}${principals === null ? '' : `; for ${principals.join(', ')}`}`;
