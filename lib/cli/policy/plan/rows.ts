import type { AccountId } from '../../../model/ids.ts';
import { remediationFor } from '../../../remediation/remediation-for.ts';
import { removedPrincipals } from '../../../remediation/removed-principals.ts';
import { principalKey } from '../../../model/principal.ts';
import { subjectId } from '../../../model/subject.ts';
import { csvRows, type CsvCell } from '../../output/csv.ts';
import { print, type Sink } from '../../output/io.ts';
import { jsonLine, jsonText } from '../../output/json.ts';
import type { Row } from './back-test.ts';

/** Where rows go as they come: to a stream in one of the forms, or nowhere when only sums are asked for. */
export interface RowSink {
  take(rows: readonly Row[]): Promise<void>;
  /** Ends the output: rows of events, and the sums. */
  end(eventRows: readonly Row[], summary: object): Promise<void>;
}

/** One JSON object: its `changes`, one a line, then `events` likewise, then the members of the summary. */
export const jsonSink = (out: Sink): RowSink => {
  let count = 0;
  const lines = (rows: readonly Row[]): string =>
    rows.map((row) => `${count++ === 0 ? '\n' : ',\n'}    ${jsonLine(plainRow(row))}`).join('');
  let isOpen = false;
  const open = (): string => {
    if (isOpen) return '';
    isOpen = true;
    return '{\n  "changes": [';
  };
  return {
    take: (rows) => write(out, rows.length === 0 ? '' : open() + lines(rows)),
    end: async (eventRows, summary) => {
      await write(out, `${open()}${count === 0 ? '' : '\n  '}],\n  "events": [`);
      count = 0;
      const events = lines(eventRows);
      const rest = jsonText(summary).slice('{'.length);
      await write(out, `${events}${count === 0 ? '' : '\n  '}],${rest}`);
    },
  };
};

const HEAD = [
  'change',
  'differs',
  'rule',
  'severity',
  'mode',
  'account',
  'accountName',
  'region',
  'subject',
  'imageName',
  'before',
  'after',
  'actions',
  'principals',
  'reason',
  'event',
  'eventId',
  'eventTime',
  'actor',
];

/** CSV under a head: a row for each rule on each subject, those of events last. */
export const csvSink = (out: Sink, accountName: (account: AccountId) => string | null): RowSink => {
  let hasHead = false;
  const head = (): readonly (readonly CsvCell[])[] => {
    if (hasHead) return [];
    hasHead = true;
    return [HEAD];
  };
  const text = (rows: readonly Row[]): string =>
    csvRows([...head(), ...rows.map((row) => csvRow(row, accountName))]);
  return {
    take: (rows) => (rows.length === 0 ? Promise.resolve() : write(out, text(rows))),
    end: (eventRows) => write(out, text(eventRows)),
  };
};

/** Keeps nothing and writes nothing. */
export const noSink: RowSink = { take: () => Promise.resolve(), end: () => Promise.resolve() };

const write = (out: Sink, text: string): Promise<void> =>
  text === '' ? Promise.resolve() : print(out, text);

const csvRow = ({ ref, imageName, outcome, change }: Row, accountName: (id: AccountId) => string | null) => {
  const { before, after, actions } = outcome;
  const stands = after ?? before;
  return [
    outcome.change,
    outcome.differs,
    outcome.rule,
    stands?.severity ?? null,
    stands?.mode ?? null,
    ref.account,
    accountName(ref.account),
    ref.region,
    subjectId(ref) ?? '',
    imageName,
    before?.verdict ?? null,
    after?.verdict ?? null,
    actions.map(({ action }) => action.action).join(' '),
    principalsOf(outcome).join(' '),
    stands?.reason ?? null,
    change?.event ?? null,
    change?.eventId ?? null,
    change?.at ?? null,
    change?.actor?.name ?? null,
  ];
};

const plainRow = ({ ref, imageName, outcome, change }: Row): object => ({
  ref,
  imageName,
  rule: outcome.rule,
  change: outcome.change,
  differs: outcome.differs,
  before: outcome.before,
  after: outcome.after,
  actions: outcome.actions.map(({ action, isNew }) => ({
    action: action.action,
    isNew,
    writes: action.writes,
    findings: action.findings,
    limitPerHour: action.limitPerHour,
  })),
  left: outcome.left.map((finding) => ({
    finding: finding.id,
    action: remediationFor(finding)?.action ?? null,
  })),
  ...(change === null
    ? {}
    : {
        event: { name: change.event, id: change.eventId, at: change.at, actor: change.actor?.name ?? null },
      }),
});

const principalsOf = ({ actions }: Row['outcome']): readonly string[] => [
  ...new Set(actions.flatMap(({ action }) => removedPrincipals(action).map(principalKey))),
];
