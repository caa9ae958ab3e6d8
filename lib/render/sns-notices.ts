import type { FindingRecord } from '../model/journal.ts';
import type { Announcement, GatheredLine, Gathering } from '../model/notice.ts';
import type { AccountNames, AlertOptions } from './alert-options.ts';
import { announcementText } from './announcement.ts';
import { gatheringText, worstOf } from './gathering.ts';
import { ascii, plain } from './plain.ts';
import { attributes, labelled, snsMessage, SUBJECT, type SnsMessage } from './sns.ts';
import { plainWording } from './wording.ts';

// SNS takes 256 KiB; an e-mail of a hundredth of that is read by nobody. UTF-8 takes up to three bytes a character.
const MESSAGE = 60_000;

/** A finding that is still open, told again; attributes as of a finding, and `reminder` (`true`). */
export const snsReminder = (record: FindingRecord, options: AlertOptions): SnsMessage => {
  const { subject, message, attributes: own } = snsMessage(record, options);
  const since = plain(record.firstSeen, 40);
  return {
    subject: ascii(subject.replace(/^ami-warden: /u, 'ami-warden: still '), SUBJECT),
    message: `Still open since ${since}.\n\n${message}`,
    attributes: { ...own, reminder: 'true' },
  };
};

/** Attributes `kind` (`digest` or `attempts`) and, where something of it stands, `severity`: the worst. */
export const snsGathering = (
  gathering: Gathering,
  lines: readonly GatheredLine[],
  options: AccountNames,
): SnsMessage => {
  const { title, summary, groups } = gatheringText(gathering, lines, options, plainWording);
  const all = groups.flatMap(({ heading, lines: some }) => ['', heading, ...some.map((line) => `- ${line}`)]);
  return {
    subject: ascii(`ami-warden: ${title}`, SUBJECT),
    message: [title, '', summary, ...fitting(all)].join('\n'),
    attributes: attributes({ kind: gathering.kind, severity: worstOf(lines) }),
  };
};

const fitting = (lines: readonly string[]): readonly string[] => {
  let room = MESSAGE;
  const shown = lines.findIndex((line) => (room -= line.length + 1) < 0);
  if (shown < 0) return lines;
  const rest = lines.slice(shown).filter((line) => line.startsWith('- ')).length;
  return [...lines.slice(0, shown), '', `And ${String(rest)} more, in the journal.`];
};

/** Attributes `kind` and, where they are known, `severity`, `rule`, `account` and `region`. */
export const snsAnnouncement = (announcement: Announcement, options: AccountNames): SnsMessage => {
  const { title, what, facts } = announcementText(announcement, options, plainWording);
  return {
    subject: ascii(`ami-warden: ${title}`, SUBJECT),
    message: [title, '', what, '', ...labelled(facts)].join('\n'),
    attributes: attributes({ kind: announcement.kind, ...placeOf(announcement) }),
  };
};

const placeOf = (announcement: Announcement): Readonly<Record<string, string | null>> => {
  switch (announcement.kind) {
    case 'malformed':
    case 'unseen':
      return { account: announcement.account, region: announcement.region };
    case 'attempt':
    case 'fight': {
      const { severity, rule, ref } = announcement;
      return { severity, rule, account: ref.account, region: ref.region };
    }
    case 'waiver': {
      const { of } = announcement;
      return of === undefined ? {} : { account: of.ref.account, region: of.ref.region };
    }
    case 'policy-refused':
    case 'coverage':
      return {};
  }
};
