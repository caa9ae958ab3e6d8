import type { FindingRecord } from '../model/journal.ts';
import type { AlertOptions } from './alert-options.ts';
import { consoleLink } from './console-link.ts';
import { findingText } from './finding-text.ts';
import { headline } from './headline.ts';
import { cutMrkdwn, escapeMrkdwn, slackWording } from './mrkdwn.ts';
import { slackActions } from './slack-actions.ts';
import { fields, header, mrkdwn, section, type SlackMessage } from './slack-blocks.ts';
import { undoCommand } from './undo-command.ts';

// Slack takes 3,000 characters in a section and some 13,000 in a message. These add up to less.
const WHAT = 1_500;
const DONE = 2_500;
const UNDO = 2_500;
const FOOTER = 800;
const FALLBACK = 600;

/** A finding for Slack, within Slack's limits whatever the record holds. */
export const slackMessage = (record: FindingRecord, options: AlertOptions): SlackMessage => {
  const text = findingText(record, options, slackWording);
  const title = headline(record);
  const actions = slackActions(record, options);
  const link = `<${escapeMrkdwn(consoleLink(record.finding.ref))}|Open in the EC2 console>`;
  return {
    text: cutMrkdwn(`${escapeMrkdwn(title)}. ${text.what}`, FALLBACK),
    blocks: [
      header(`${mark(record)} ${title}`),
      section(text.what, WHAT),
      fields([
        ['Where', text.where],
        text.subject,
        ['Found', text.found],
        ['Rule', text.rule],
        ['Who', text.who],
        ['Event', text.event],
      ]),
      section(`*Done*\n${text.done}`, DONE),
      section(`*Undo*\n${undoText(record, options)}`, UNDO + 100),
      ...(actions === null ? [] : [actions]),
      { type: 'context', elements: [mrkdwn(`${link}  ${cutMrkdwn(text.record, FOOTER - link.length - 2)}`)] },
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
