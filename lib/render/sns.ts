import type { FindingRecord } from '../model/journal.ts';
import type { AlertOptions } from './alert-options.ts';
import { consoleLink } from './console-link.ts';
import { findingText } from './finding-text.ts';
import { headline } from './headline.ts';
import { ascii, plain } from './plain.ts';
import { approveCommand, undoCommand } from './undo-command.ts';
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

/** SNS says "less than 100 characters". */
export const SUBJECT = 99;
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
        text.subject,
        ['Found', text.found],
        ['Rule', text.rule],
        ['Who', text.who],
        ['Event', text.event],
        ['Done', text.done],
        ...approveText(record, options),
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

const approveText = (
  record: FindingRecord,
  { remediateFunction }: AlertOptions,
): readonly (readonly [string, string])[] => {
  const command = approveCommand(record, remediateFunction);
  return command === null ? [] : [['Approve', inAccount(command)]];
};

const inAccount = (command: string): string =>
  `in the account and region of ami-warden, run\n${' '.repeat(LABEL)}${command}`;

const undoText = (record: FindingRecord, options: AlertOptions): string => {
  if (record.undo === null) return 'there is nothing to undo.';
  const command = undoCommand(record, options.remediateFunction);
  return command === null ? 'see the journal of this image.' : inAccount(command);
};

/** Facts, one a line, their texts in one column. */
export const labelled = (lines: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(LABEL, ...lines.map(([label]) => label.length + 2));
  return lines.map(([label, text]) => `${`${label}:`.padEnd(width)}${text}`);
};

/** Attributes as SNS takes them: those without a text are left out. */
export const attributes = (
  values: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const text = value === null ? '' : plain(value, 128);
      return text === '' ? [] : [[name, text]];
    }),
  );
