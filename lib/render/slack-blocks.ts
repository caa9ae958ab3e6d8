import type { HeaderBlock, KnownBlock, MrkdwnElement, SectionBlock } from '@slack/types';
import { cutMrkdwn } from './mrkdwn.ts';
import { plain } from './plain.ts';

/** One Slack message, to be posted or to take the place of an earlier one; `text` is what notifications show. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

// Slack's limits are 150 for a header, 3,000 for a section, 2,000 for a field.
const HEADER = 150;
const FIELD = 600;

export const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: plain(text, HEADER), emoji: false },
});

export const section = (text: string, max: number): SectionBlock => ({
  type: 'section',
  text: mrkdwn(cutMrkdwn(text, max)),
});

/** At most ten, as Slack has it. */
export const fields = (entries: readonly (readonly [string, string])[]): SectionBlock => ({
  type: 'section',
  fields: entries.map(([label, text]) => mrkdwn(cutMrkdwn(`*${label}*\n${text}`, FIELD))),
});

/** Verbatim: Slack must not make links or mentions out of plain text. */
export const mrkdwn = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });
