import type { NotSeen } from '../../app/estate/scan-places.ts';
import type { FoundRow, RuleTally } from '../../app/estate/tally.ts';
import { ruleOf } from '../../policy/registry.ts';
import type { RuleSetting } from '../../model/policy.ts';
import type { Severity } from '../../model/words.ts';
import type { Tone } from '../../render/paint.ts';
import { csvPieces } from '../output/csv.ts';
import { jsonPieces } from '../output/json.ts';
import { type SarifRule, sarifPieces } from '../output/sarif.ts';
import type { Forms } from '../output/show.ts';
import type { Screen } from '../output/screen.ts';
import { table, type Cell } from '../output/table.ts';
import { openOf, type ScanReport } from './report.ts';

/** How many findings a table shows. */
export const SHOWN = 20;

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

const TONES: Readonly<Record<Severity, Tone>> = {
  critical: 'bad',
  high: 'bad',
  medium: 'attention',
  low: 'none',
};

/** A scan's report in each form. */
export const scanForms = (
  report: ScanReport,
  rules: readonly RuleSetting[],
): Forms<'table' | 'json' | 'csv' | 'sarif'> => ({
  table: (screen) =>
    [
      ruleTable(report.rules, screen),
      report.findings.length === 0 ? '' : findingTable(report.findings.slice(0, SHOWN), screen),
      report.notSeen.length === 0 ? '' : notSeenTable(report.notSeen, screen),
    ]
      .filter((text) => text !== '')
      .join('\n'),
  json: () => jsonPieces({ ...report, findings: Iterator.from(report.findings).map(withPlace) }),
  csv: () =>
    csvPieces(
      ['id', 'rule', 'severity', 'standing', 'subject', 'name', 'reason', 'account', 'region'],
      Iterator.from(report.findings)
        .map(withPlace)
        .map((row) => [
          row.id,
          row.rule,
          row.severity,
          row.standing,
          row.subject,
          row.name,
          row.reason,
          row.account,
          row.region,
        ]),
    ),
  sarif: () =>
    sarifPieces(
      'scan',
      rules.map(sarifRule),
      Iterator.from(report.findings)
        .filter(({ standing }) => standing !== 'waived')
        .map((row) => ({
          rule: row.rule,
          message: row.standing === 'error' ? `Not judged: ${row.reason}` : row.reason,
          level: row.standing === 'error' ? 'note' : LEVELS[row.severity],
          place: null,
          subject: row.subject,
          key: row.id,
        })),
    ),
});

/** To filter and count by. */
const withPlace = (row: FoundRow): FoundRow & { readonly account: string; readonly region: string } => {
  const [account = '', region = ''] = row.subject.split('/');
  return { ...row, account, region };
};

const ruleTable = (rules: readonly RuleTally[], screen: Screen): string => {
  const total = openOf(rules);
  const sum = (pick: (rule: RuleTally) => number): number => rules.reduce((all, rule) => all + pick(rule), 0);
  const rows = rules.map((rule): readonly Cell[] => [
    rule.rule,
    ...SEVERITIES.map((severity) => counted(rule.open[severity], TONES[severity])),
    counted(rule.waived, 'none'),
    counted(rule.errors, 'attention'),
    String(rule.judged),
  ]);
  const last: readonly Cell[] = [
    { text: 'all', tone: 'title' },
    ...SEVERITIES.map((severity) => counted(total[severity], TONES[severity])),
    counted(
      sum(({ waived }) => waived),
      'none',
    ),
    counted(
      sum(({ errors }) => errors),
      'attention',
    ),
    '',
  ];
  return table(['rule', ...SEVERITIES, 'waived', 'not judged', 'of'], [...rows, last], screen);
};

const counted = (count: number, tone: Tone): Cell => (count === 0 ? '-' : { text: String(count), tone });

const findingTable = (rows: readonly FoundRow[], screen: Screen): string =>
  table(
    ['severity', 'rule', 'subject', 'name', 'what'],
    rows.map((row): readonly Cell[] => [
      row.standing === 'open' ? { text: row.severity, tone: TONES[row.severity] } : STANDINGS[row.standing],
      row.rule,
      { text: row.subject, tone: 'label' },
      row.name ?? '-',
      row.reason,
    ]),
    screen,
  );

const STANDINGS: Readonly<Record<'waived' | 'error', Cell>> = {
  waived: { text: 'waived', tone: 'quiet' },
  error: { text: 'not judged', tone: 'attention' },
};

/** What is the same of many images of a place is a line of the table. */
const notSeenTable = (rows: readonly NotSeen[], screen: Screen): string => {
  const alike = Map.groupBy(rows, ({ account, region, image, operation, code, message }) =>
    JSON.stringify([
      account,
      region,
      operation,
      code,
      image === null ? message : message.replaceAll(image, ''),
    ]),
  );
  return table(
    ['not seen', 'asked for', 'answer', 'what it says'],
    [...alike.values()].flatMap(([first, ...more]): readonly (readonly Cell[])[] =>
      first === undefined
        ? []
        : [
            [
              { text: whereOf(first, more.length), tone: 'attention' },
              first.operation,
              first.code,
              first.message,
            ],
          ],
    ),
    screen,
  );
};

const whereOf = ({ account, region, image }: NotSeen, more: number): string => {
  const where = [account, region, image].filter((part) => part !== null).join('/');
  return more === 0 ? where : `${where} and ${String(more)} more`;
};

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

const sarifRule = ({ id, severity, parameters }: RuleSetting): SarifRule => ({
  id,
  text: ruleOf(parameters.kind).holds,
  level: LEVELS[severity],
});
