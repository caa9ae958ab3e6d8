import type { FindingRecord } from '../model/journal.ts';
import type { Announcement, GatheredLine, Gathering } from '../model/notice.ts';
import type { AccountNames } from './alert-options.ts';
import { announcementText } from './announcement.ts';
import { findingText } from './finding-text.ts';
import { gatheringText, type GatheringText } from './gathering.ts';
import { headline } from './headline.ts';
import { cutMrkdwn, escapeMrkdwn, slackWording } from './mrkdwn.ts';
import { fields, header, section, type SlackMessage } from './slack-blocks.ts';

const FALLBACK = 600;
const WHAT = 1_500;
// Slack takes some 13,000 characters and 50 blocks in a message, 3,000 in a section.
const SECTION = 2_800;
const SECTIONS = 4;
const LINE = 600;

/** A finding that is still open, told again; short, because it stands below the message that says all. */
export const slackReminder = (record: FindingRecord, options: AccountNames): SlackMessage => {
  const text = findingText(record, options, slackWording);
  const title = headline(record);
  const since = slackWording.id(record.firstSeen);
  return {
    text: cutMrkdwn(`Still ${escapeMrkdwn(title)}`, FALLBACK),
    blocks: [
      section(`⏰ *Still open since* ${since}: ${escapeMrkdwn(title)}`, WHAT),
      section(`${text.what}\n${text.done}`, SECTION),
    ],
  };
};

/** What was gathered, as far as one message holds it; the rest is counted. */
export const slackGathering = (
  gathering: Gathering,
  lines: readonly GatheredLine[],
  options: AccountNames,
): SlackMessage => {
  const text = gatheringText(gathering, lines, options, slackWording);
  const mark = gathering.kind === 'digest' ? '🗞️' : '🛑';
  const { sections, rest } = packed(text);
  return {
    text: cutMrkdwn(`${escapeMrkdwn(text.title)}. ${text.summary}`, FALLBACK),
    blocks: [
      header(`${mark} ${text.title}`),
      section(text.summary, WHAT),
      ...sections.map((one) => section(one, SECTION)),
      ...(rest === 0 ? [] : [section(`And ${String(rest)} more, in the journal.`, LINE)]),
    ],
  };
};

/** Lines in as few sections as hold them; a group that goes on in the next has no second heading. */
const packed = ({
  groups,
}: GatheringText): { readonly sections: readonly string[]; readonly rest: number } => {
  const sections: string[] = [];
  let open = '';
  let rest = 0;
  const add = (text: string, lines: number): void => {
    const longer = open === '' ? text : `${open}\n${text}`;
    if (rest === 0 && longer.length <= SECTION) open = longer;
    else if (rest === 0 && sections.length + 1 < SECTIONS) {
      sections.push(open);
      open = text;
    } else rest += lines;
  };
  for (const { heading, lines } of groups) {
    const [first = '', ...more] = lines.map((line) => `• ${cutMrkdwn(line, LINE)}`);
    // A heading stands with its first line or not at all.
    add(`*${cutMrkdwn(heading, LINE)}*\n${first}`, 1);
    for (const line of more) add(line, 1);
  }
  return { sections: open === '' ? sections : [...sections, open], rest };
};

/** An announcement, within Slack's limits whatever it holds. */
export const slackAnnouncement = (announcement: Announcement, options: AccountNames): SlackMessage => {
  const { mark, title, what, facts } = announcementText(announcement, options, slackWording);
  return {
    text: cutMrkdwn(`${escapeMrkdwn(title)}: ${what}`, FALLBACK),
    blocks: [header(`${mark} ${title}`), section(what, WHAT), fields(facts)],
  };
};
