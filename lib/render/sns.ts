import type { FindingRecord } from '../model/journal.ts';
import type { AlertOptions } from './alert-options.ts';
import { consoleLink } from './console-link.ts';
import { findingText } from './finding-text.ts';
import { headline } from './headline.ts';
import type { MalformedFacts } from './malformed-facts.ts';
import { ascii, ended, plain } from './plain.ts';
import { undoCommand } from './undo-command.ts';
import { plainWording } from './wording.ts';

/**
 * One SNS publication. `subject` is printable ASCII of less than 100 characters, `message` plain text far below 256 KiB;
 * `attributes` are to be sent with data type `String`, at most ten, none empty, for subscription filters.
 */
export interface SnsMessage {
  readonly subject: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

// SNS says "less than 100 characters".
const SUBJECT = 99;
const LABEL = 9;

/** A finding for SNS; attributes `kind` (`finding`), `severity`, `rule`, `account`, `region`, `status`, `mode`. */
export const snsMessage = (record: FindingRecord, options: AlertOptions): SnsMessage => {
  const { finding, status } = record;
  const text = findingText(record, options, plainWording);
  const title = headline(record);
  return {
    subject: ascii(`ami-warden: ${title}`, SUBJECT),
    message: [
      title,
      '',
      text.what,
      '',
      ...labelled([
        ['Where', text.where],
        ['Image', text.image],
        ['Found', text.found],
        ['Rule', text.rule],
        ['Who', text.who],
        ['Event', text.event],
        ['Done', text.done],
        ['Undo', undoText(record, options)],
        ['Open', consoleLink(finding.ref)],
        ['Finding', text.record],
      ]),
    ].join('\n'),
    attributes: attributes({
      kind: 'finding',
      severity: finding.severity,
      rule: finding.rule,
      account: finding.ref.account,
      region: finding.ref.region,
      status,
      mode: finding.mode,
    }),
  };
};

/** A record that could not be understood, for SNS; attributes `kind` (`malformed`) and, where known, `account` and `region`. */
export const snsMalformed = (notice: MalformedFacts): SnsMessage => {
  const account = notice.account ?? 'unknown account';
  const region = notice.region ?? 'unknown region';
  return {
    subject: ascii(`ami-warden: event record not understood, ${account} ${region}`, SUBJECT),
    message: [
      'An event record could not be understood, so nothing was judged from it.',
      '',
      ...labelled([
        ['Where', plain(`${account}, ${region}`, 200)],
        ['Why', ended(plain(notice.reason, 1_000))],
        ['When', plain(notice.at, 40)],
        ['Kept', `in the journal as ${plain(notice.id, 200)}, and in the dead-letter queue of changes`],
      ]),
    ].join('\n'),
    attributes: attributes({ kind: 'malformed', account: notice.account, region: notice.region }),
  };
};

const undoText = (record: FindingRecord, options: AlertOptions): string => {
  if (record.undo === null) return 'there is nothing to undo.';
  const command = undoCommand(record, options.remediateFunction);
  return command === null
    ? 'see the journal of this image.'
    : `in the account and region of ami-warden, run\n${' '.repeat(LABEL)}${command}`;
};

const labelled = (lines: readonly (readonly [string, string])[]): readonly string[] =>
  lines.map(([label, text]) => `${`${label}:`.padEnd(LABEL)}${text}`);

const attributes = (values: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const text = value === null ? '' : plain(value, 128);
      return text === '' ? [] : [[name, text]];
    }),
  );
