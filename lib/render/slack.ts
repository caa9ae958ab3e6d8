import type { HeaderBlock, KnownBlock, MrkdwnElement, SectionBlock } from '@slack/types';
import type { FindingRecord } from '../model/journal.ts';
import type { AlertOptions } from './alert-options.ts';
import { consoleLink } from './console-link.ts';
import { findingText } from './finding-text.ts';
import { headline } from './headline.ts';
import type { MalformedFacts } from './malformed-facts.ts';
import { cutMrkdwn, escapeMrkdwn, slackWording } from './mrkdwn.ts';
import { ended, plain } from './plain.ts';
import { undoCommand } from './undo-command.ts';

/** One Slack message, to be posted or to take the place of an earlier one; `text` is what notifications show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

// Slack's limits are 150 for a header, 3,000 for a section, 2,000 for a field, some 13,000 for a message. These add up to less.
const HEADER = 150;
const WHAT = 1_500;
const FIELD = 600;
const DONE = 2_500;
const UNDO = 2_500;
const FOOTER = 800;
const FALLBACK = 600;

/** A finding for Slack, within Slack's limits whatever the record holds. */
export const slackMessage = (record: FindingRecord, options: AlertOptions): SlackMessage => {
  const text = findingText(record, options, slackWording);
  const title = headline(record);
  const link = `<${escapeMrkdwn(consoleLink(record.finding.ref))}|Open in the EC2 console>`;
  return {
    text: cutMrkdwn(`${escapeMrkdwn(title)}. ${text.what}`, FALLBACK),
    blocks: [
      header(`${mark(record)} ${title}`),
      section(text.what, WHAT),
      fields([
        ['Where', text.where],
        ['Image', text.image],
        ['Found', text.found],
        ['Rule', text.rule],
        ['Who', text.who],
        ['Event', text.event],
      ]),
      section(`*Done*\n${text.done}`, DONE),
      section(`*Undo*\n${undoText(record, options)}`, UNDO + 100),
      { type: 'context', elements: [mrkdwn(`${link}  ${cutMrkdwn(text.record, FOOTER - link.length - 2)}`)] },
    ],
  };
};

/** A record that could not be understood, for Slack. */
export const slackMalformed = (notice: MalformedFacts): SlackMessage => {
  const reason = ended(slackWording.sentence(notice.reason));
  return {
    text: cutMrkdwn(`An event record could not be understood: ${reason}`, FALLBACK),
    blocks: [
      header('❗ An event record could not be understood'),
      section(`Nothing was judged from it. ${reason}`, WHAT),
      fields([
        ['Account', notice.account === null ? 'not known' : slackWording.id(notice.account)],
        ['Region', notice.region === null ? 'not known' : slackWording.id(notice.region)],
        ['When', slackWording.id(notice.at)],
        ['Kept', `in the journal as ${slackWording.id(notice.id)}, and in the dead-letter queue of changes`],
      ]),
    ],
  };
};

const mark = ({ status, finding }: FindingRecord): string => {
  switch (status) {
    case 'open':
      return finding.detail.kind === 'unreadable'
        ? '❓'
        : { critical: '🔴', high: '🟠', medium: '🟡', low: '🔵' }[finding.severity];
    case 'pending':
      return '⏳';
    case 'waived':
      return '⚪';
    case 'fixed':
      return '✅';
    case 'closed':
      return '☑️';
  }
};

const undoText = (record: FindingRecord, options: AlertOptions): string => {
  if (record.undo === null) return 'There is nothing to undo.';
  const command = undoCommand(record, options.remediateFunction);
  // Half a command is worse than none.
  if (command === null || command.includes('```') || escapeMrkdwn(command).length > UNDO) {
    return 'See the journal of this image.';
  }
  return `In the account and region of ami-warden, run\n\`\`\`${escapeMrkdwn(command)}\`\`\``;
};

const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: plain(text, HEADER), emoji: false },
});

const section = (text: string, max: number): SectionBlock => ({
  type: 'section',
  text: mrkdwn(cutMrkdwn(text, max)),
});

const fields = (entries: readonly (readonly [string, string])[]): SectionBlock => ({
  type: 'section',
  fields: entries.map(([label, text]) => mrkdwn(cutMrkdwn(`*${label}*\n${text}`, FIELD))),
});

// Verbatim: Slack must not make links or mentions out of plain text.
const mrkdwn = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });
