import type { Announcement } from '../model/notice.ts';
import { actorText } from './actor-text.ts';
import type { AccountNames } from './alert-options.ts';
import { coverageText } from './coverage-text.ts';
import { durationText } from './duration-text.ts';
import { ended, plain } from './plain.ts';
import { accountText } from './principal-text.ts';
import { subjectPlace, subjectText } from './subject-text.ts';
import type { Wording } from './wording.ts';

/** What is said of an announcement: a title of plain text (at most 150 characters), a sentence or two, and facts with their labels. */
export interface AnnouncementText {
  readonly mark: string;
  readonly title: string;
  readonly what: string;
  readonly facts: readonly (readonly [label: string, text: string])[];
}

/** Every kind of announcement in a medium's wording. */
export const announcementText = (
  announcement: Announcement,
  options: AccountNames,
  wording: Wording,
): AnnouncementText => {
  switch (announcement.kind) {
    case 'malformed':
      return malformedText(announcement, wording);
    case 'attempt':
      return attemptText(announcement, options, wording);
    case 'unseen':
      return unseenText(announcement, options, wording);
    case 'waiver':
      return waiverText(announcement, wording);
    case 'fight':
      return fightText(announcement, options, wording);
    case 'policy-refused':
      return refusalText(announcement, wording);
    case 'coverage':
      return coverageText(announcement, options, wording);
  }
};

type Of<Kind extends Announcement['kind']> = Extract<Announcement, { kind: Kind }>;

const malformedText = (
  { id, at, account, region, reason }: Of<'malformed'>,
  wording: Wording,
): AnnouncementText => ({
  mark: '❗',
  title: `Event record not understood, ${plain(account ?? 'unknown account', 20)} ${plain(region ?? 'unknown region', 30)}`,
  what: `An event record could not be understood, so nothing was judged from it. ${ended(wording.sentence(reason))}`,
  facts: [
    ['Account', account === null ? 'not known' : wording.id(account)],
    ['Region', region === null ? 'not known' : wording.id(region)],
    ['When', wording.id(at)],
    ['Kept', `in the journal as ${wording.id(id)}, and in the dead-letter queue of changes`],
  ],
});

const attemptText = (
  { ref, rule, severity, cause, what }: Of<'attempt'>,
  options: AccountNames,
  wording: Wording,
): AnnouncementText => ({
  mark: '🛑',
  title: plain(`${severity.toUpperCase()} attempt refused: ${plain(rule, 60)}, ${subjectPlace(ref)}`, 150),
  what: `${ended(wording.sentence(what))} AWS refused it, and nothing was changed.`,
  facts: [
    ['Where', `account ${accountText(ref.account, options, wording)}, ${wording.id(ref.region)}`],
    subjectText(ref, null, wording),
    ['Rule', `${wording.id(rule)}, severity ${severity}`],
    ['Who', actorText(cause.actor, options, wording)],
    ['Event', `${wording.id(cause.event)} at ${wording.id(cause.at)}`],
    ['Refused', cause.refused === null ? 'no code is given' : `with ${wording.id(cause.refused)}`],
  ],
});

const unseenText = (
  { account, region, reason, cause }: Of<'unseen'>,
  options: AccountNames,
  wording: Wording,
): AnnouncementText => ({
  mark: '❓',
  title: `An event does not say what it changed, ${plain(account, 20)} ${plain(region, 30)}`,
  what: `Any image there may have been changed; nothing was judged from it, and all of them are to be looked at. ${ended(wording.sentence(reason))}`,
  facts: [
    ['Where', `account ${accountText(account, options, wording)}, ${wording.id(region)}`],
    ['Who', actorText(cause.actor, options, wording)],
    ['Event', `${wording.id(cause.event)} at ${wording.id(cause.at)}`],
    ['Event id', wording.id(cause.eventId)],
  ],
});

const waiverText = (
  { waiver, rules, owner, reason, ticket, expires, left, of }: Of<'waiver'>,
  wording: Wording,
): AnnouncementText => {
  const name = of === undefined ? `Waiver ${plain(waiver, 60)}` : `Waiver of ${subjectPlace(of.ref)}`;
  const isOver = left === 0;
  return {
    mark: '📅',
    title: plain(isOver ? `${name} has lapsed` : `${name} lapses in ${durationText(left)}`, 150),
    what: isOver
      ? 'What it covered counts its grace anew from that instant, and is told and put right as the policy says after it.'
      : 'From that instant what it covers counts its grace anew, and is told and put right as the policy says after it.',
    facts: [
      ...(of === undefined ? [] : [['Finding', wording.id(of.finding)] as const]),
      ['Owner', wording.name(owner)],
      [isOver ? 'Lapsed' : 'Lapses', wording.id(expires)],
      ['Rules', rules.map((rule) => wording.id(rule)).join(', ')],
      ['Reason', wording.sentence(reason)],
      ['Ticket', ticket === null ? 'none' : wording.id(ticket)],
    ],
  };
};

const fightText = (
  { ref, rule, severity, finding, reason, others, since, until }: Of<'fight'>,
  options: AccountNames,
  wording: Wording,
): AnnouncementText => ({
  mark: '⚔️',
  title: plain(`${severity.toUpperCase()} fight: ${plain(rule, 60)}, ${subjectPlace(ref)}`, 150),
  what:
    `It was put right three times within an hour, and undone each time: ami-warden has stopped. It is left as it is until ` +
    `a person acts, or an hour goes by without a change. ${ended(wording.sentence(reason))}`,
  facts: [
    ['Who', whoText(others, options, wording)],
    ['Where', `account ${accountText(ref.account, options, wording)}, ${wording.id(ref.region)}`],
    subjectText(ref, null, wording),
    ['Rule', `${wording.id(rule)}, severity ${severity}`],
    ['Since', wording.id(since)],
    ['Again', `not before ${wording.id(until)}`],
    ['Finding', wording.id(finding)],
  ],
});

// More would not fit; the journal has them all.
const MOST_OTHERS = 3;

const whoText = (others: Of<'fight'>['others'], options: AccountNames, wording: Wording): string => {
  const shown = others.slice(0, MOST_OTHERS).map((actor) => {
    const arn = actor.arn === null ? '' : ` (${wording.id(actor.arn)})`;
    return `${actorText(actor, options, wording)}${arn}`;
  });
  const rest = others.length - shown.length;
  return (
    [...shown, ...(rest > 0 ? [`${String(rest)} more`] : [])].join('; ') || 'somebody whom no event named'
  );
};

const refusalText = (
  { id, at, where, problem }: Of<'policy-refused'>,
  wording: Wording,
): AnnouncementText => ({
  mark: '❗',
  title: 'A new policy was refused',
  what: `The last good policy stays in force; where there is none, nothing is judged. ${ended(wording.sentence(problem))}`,
  facts: [
    ['Policy', wording.id(where)],
    ['Version', wording.id(id)],
    ['When', wording.id(at)],
  ],
});
