import { wrap } from '../../render/columns.ts';
import { paint } from '../../render/paint.ts';
import { celReference } from '../../policy/cel/reference.ts';
import { csvText } from '../output/csv.ts';
import { remediationText } from '../output/remediation-text.ts';
import type { Screen } from '../output/screen.ts';
import { table } from '../output/table.ts';
import type { MemberRow } from './member-row.ts';
import type { RulePage } from './rule-page.ts';

const PAPER_WIDTH = 100;

/** A line for each rule. */
export const listOf = (pages: readonly RulePage[], screen: Screen): string =>
  table(
    ['rule', 'severity', 'of', 'remediations', 'passes when'],
    pages.map((page) => [
      { text: page.id, tone: 'label' },
      page.severity,
      page.subjects.join(', '),
      page.remediations.join(', ') || '-',
      page.holds,
    ]),
    screen,
  );

/** One rule in full, for a terminal. */
export const detailOf = (page: RulePage, screen: Screen): string => {
  const line = (label: string, text: string): string => {
    const lines = wrap(text, Math.min(screen.width ?? PAPER_WIDTH, PAPER_WIDTH) - 14);
    return lines
      .map(
        (part, index) => `${paint((index === 0 ? label : '').padEnd(14), 'label', screen.colour)}${part}\n`,
      )
      .join('');
  };
  return [
    `${paint(page.id, 'title', screen.colour)}\n\n`,
    line('why', page.why),
    line('passes when', page.holds),
    line('rests on', page.awsFact),
    line('of', page.subjects.join(', ')),
    line('severity', page.severity),
    line('reads', readsText(page)),
    line('remediations', page.remediations.join(', ') || '-'),
    line('enforce', enforceText(page)),
    page.parameters.length === 0 ? '' : `\n${membersOf('parameters', page.parameters, screen)}`,
    `\n${membersOf('and as every rule', page.members, screen)}`,
    ...(page.id === 'cel' ? expressionTables(screen) : []),
  ].join('');
};

/** What expressions may name and call. */
const expressionTables = (screen: Screen): readonly string[] =>
  celReference().map(({ head, rows }) => {
    const plain = rows.map((cells) => cells.map((cell) => cell.replaceAll('`', '')));
    const named = plain.map(([name = '', ...cells]) => [{ text: name, tone: 'label' as const }, ...cells]);
    return `\n${table([...head], named, screen)}`;
  });

/** For spreadsheets: a row a rule, or a row a parameter of the one that is named. */
export const rulesCsv = (pages: readonly RulePage[], isOne: boolean): string =>
  isOne
    ? csvText(
        ['rule', 'member', 'form', 'required', 'default', 'example', 'meaning'],
        pages.flatMap(({ id, parameters, members }) =>
          [...parameters, ...members].map(({ path, form, required, standard, example, text }) => [
            id,
            path,
            form,
            required,
            standard,
            example,
            text,
          ]),
        ),
      )
    : csvText(
        [
          'rule',
          'severity',
          'subjects',
          'reads',
          'alsoReads',
          'remediations',
          'passesWhen',
          'why',
          'restsOn',
        ],
        pages.map((page) => [
          page.id,
          page.severity,
          page.subjects.join(' '),
          page.reads.join(' '),
          page.alsoReads.join(' '),
          page.remediations.join(' '),
          page.holds,
          page.why,
          page.awsFact,
        ]),
      );

/** What enforce does when the policy names nothing. */
export const enforceText = ({ remediation, remediations }: RulePage): string => {
  if (remediation !== null) return remediationText(remediation);
  return remediations.length === 0
    ? 'no remediation; the finding is told, as by notify'
    : 'nothing until `remediate` names what; the finding is told, as by notify';
};

/** The calls of a rule, those in brackets that only some parameters need. */
export const readsText = ({ reads, alsoReads }: RulePage, quote = ''): string =>
  [
    ...reads.map((call) => `${quote}${call}${quote}`),
    ...alsoReads.map((call) => `(${quote}${call}${quote})`),
  ].join(', ');

const membersOf = (title: string, rows: readonly MemberRow[], screen: Screen): string =>
  table(
    [title, 'form', 'default', 'example', ''],
    rows.map(({ path, form, required, standard, example, text }) => [
      { text: path, tone: 'label' },
      form,
      standard ?? '-',
      example ?? '-',
      required ? `Required. ${text}` : text,
    ]),
    screen,
  );
