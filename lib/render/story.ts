import type { Verdict } from '../model/finding.ts';
import type { AccountNames } from './alert-options.ts';
import { columns, padColumns, wrap } from './columns.ts';
import { outcomeText } from './outcome-text.ts';
import { paint, type Tone } from './paint.ts';
import { ascii, plain } from './plain.ts';
import { writeText } from './write-text.ts';
import type { StoryAction, StoryAlert, StoryEvent, StoryStep, StorySummary } from './story-step.ts';
import { plainWording } from './wording.ts';

/** How the story is shown: `colour` puts ANSI colours in; account names are given where they are known. */
export interface StoryOptions {
  readonly colour: boolean;
  readonly accountName?: AccountNames['accountName'];
}

// What a terminal of a common width shows without breaking lines itself.
const WIDTH = 110;
const LABEL = 10;
const INDENT = '  ';

/** The block of one event: a title line, then event, verdicts, actions and alerts; lines of at most 110 columns, no newline at the end. */
export const renderStep = (step: StoryStep, options: StoryOptions): string =>
  [
    ...titleLines(step, options),
    ...labelled('event', step.parsed === 'timer' ? [] : [eventRow(step, options)], options),
    ...labelled('verdict', verdictRows(step.verdicts), options),
    ...labelled(
      'action',
      step.actions.flatMap((action) => actionRows(action, options)),
      options,
    ),
    ...labelled('alert', step.alerts.map(alertRow), options),
  ].join('\n');

/** The numbers of the day as a table with a closing sentence. */
export const renderSummary = (summary: StorySummary, options: StoryOptions): string => {
  const rows: readonly (readonly [string, number, Tone])[] = [
    ['events', summary.events, 'none'],
    ['  changes', summary.changes, 'none'],
    ['  ignored', summary.ignored, 'none'],
    ['  not understood', summary.malformed, summary.malformed > 0 ? 'attention' : 'none'],
    ['findings', summary.findings, 'none'],
    ['remediated', summary.remediated, 'good'],
    ['failed', summary.failed, summary.failed > 0 ? 'bad' : 'none'],
    ['alerts', summary.alerts, 'none'],
    ['open violations', summary.openViolations, summary.openViolations > 0 ? 'bad' : 'good'],
  ];
  const well = summary.openViolations === 0 && summary.failed === 0;
  const end = well
    ? 'All that the policy enforces was put right and read back.'
    : 'Not all that the policy enforces was put right.';
  return [
    paint(`The day in numbers (seed ${String(summary.seed)})`, 'title', options.colour),
    ...rows.map(
      ([label, count, tone]) =>
        `${INDENT}${padColumns(label, 18)}${paint(String(count).padStart(7), tone, options.colour)}`,
    ),
    paint(end, well ? 'good' : 'bad', options.colour),
  ].join('\n');
};

interface Row {
  readonly text: string;
  readonly tone: Tone;
}

const titleLines = ({ at, title }: StoryStep, { colour }: StoryOptions): readonly string[] => {
  const time = ascii(at.slice(11, 19), 8);
  const [first = '', ...more] = wrap(plain(title, 300), WIDTH - LABEL - INDENT.length);
  return [
    `${paint(padColumns(time, LABEL + INDENT.length), 'quiet', colour)}${paint(first, 'title', colour)}`,
    ...more.map((line) => `${' '.repeat(LABEL + INDENT.length)}${paint(line, 'title', colour)}`),
  ];
};

const labelled = (label: string, rows: readonly Row[], { colour }: StoryOptions): readonly string[] =>
  rows
    .flatMap(({ text, tone }) => hanging(text).map((line) => paint(line, tone, colour)))
    .map(
      (line, index) =>
        `${INDENT}${index === 0 ? paint(padColumns(label, LABEL), 'label', colour) : ' '.repeat(LABEL)}${line}`,
    );

/** Wrapped, the lines after the first two columns further in. */
const hanging = (text: string): readonly string[] => {
  const room = WIDTH - LABEL - INDENT.length;
  if (columns(text) <= room) return [text];
  const [first = '', ...more] = wrap(text, room - 2);
  return [first, ...more.map((line) => `  ${line}`)];
};

const eventRow = ({ event, parsed, reason }: StoryStep, options: StoryOptions): Row => {
  const name = event === null ? 'no event' : eventText(event, options);
  const why = reason === null ? '' : `: ${plain(reason, 400)}`;
  switch (parsed) {
    case 'change':
      return { text: `${name}${why}`, tone: 'none' };
    case 'ignored':
      return { text: `${name}; ignored${why}`, tone: 'quiet' };
    case 'malformed':
      return { text: `${name}; not understood${why}`, tone: 'attention' };
    case 'timer':
      return { text: `nobody did anything${why}`, tone: 'quiet' };
  }
};

const eventText = (event: StoryEvent, { accountName }: StoryOptions): string => {
  const account = event.account === null ? '' : plain(event.account, 20);
  const known = event.account === null ? null : (accountName?.(event.account) ?? null);
  const images =
    event.images.length > 3
      ? [...event.images.slice(0, 3), `and ${String(event.images.length - 3)} more`]
      : event.images;
  return [
    event.name === null ? 'unnamed event' : plain(event.name, 80),
    known === null ? account : `${account} (${plain(known, 40)})`,
    event.region === null ? '' : plain(event.region, 30),
    images.map((image) => plain(image, 40)).join(', '),
    event.actor === null ? '' : `by ${plain(event.actor, 80)}`,
  ]
    .filter((part) => part !== '')
    .join('  ');
};

const MARKS: Readonly<Record<Verdict['verdict'], { readonly mark: string; readonly tone: Tone }>> = {
  pass: { mark: '✓', tone: 'good' },
  fail: { mark: '✗', tone: 'bad' },
  waived: { mark: '~', tone: 'attention' },
  pending: { mark: '…', tone: 'attention' },
  skip: { mark: '-', tone: 'quiet' },
  error: { mark: '?', tone: 'bad' },
};

/** What passes or is off takes one line each; all else a line a rule, with its reason. */
const verdictRows = (verdicts: readonly Verdict[]): readonly Row[] => {
  const telling = verdicts.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip');
  return [
    ...telling.map((verdict): Row => {
      const { mark, tone } = MARKS[verdict.verdict];
      const head = `${mark} ${verdict.verdict} ${plain(verdict.rule, 60)} (${verdict.severity}, ${verdict.mode})`;
      return { text: `${head}: ${plain(verdict.reason, 400)}`, tone };
    }),
    ...summaryRow(verdicts, 'pass'),
    ...summaryRow(verdicts, 'skip'),
  ];
};

const summaryRow = (verdicts: readonly Verdict[], kind: 'pass' | 'skip'): readonly Row[] => {
  const rules = new Set(
    verdicts.filter(({ verdict }) => verdict === kind).map(({ rule }) => plain(rule, 60)),
  );
  const { mark, tone } = MARKS[kind];
  return rules.size === 0 ? [] : [{ text: `${mark} ${kind} ${[...rules].join(', ')}`, tone }];
};

const actionRows = (action: StoryAction, options: StoryOptions): readonly Row[] => {
  const naming: AccountNames = { accountName: options.accountName ?? unnamed };
  const target = action.writes.map((write) => writeText(write, naming, plainWording)).join('; ');
  const head: Row = { text: `${action.action}${target === '' ? '' : `: ${target}`}`, tone: 'none' };
  if (action.outcome === null) return [head];
  const good = action.outcome.kind === 'done' || action.outcome.kind === 'unneeded';
  return [
    head,
    { text: `→ ${outcomeText(action.outcome, naming, plainWording)}`, tone: good ? 'good' : 'bad' },
  ];
};

const unnamed = (): null => null;

const alertRow = ({ channel, headline, kind }: StoryAlert): Row => ({
  text: `${plain(channel, 60)} (${kind}): ${plain(headline, 200)}`,
  tone: 'none',
});
