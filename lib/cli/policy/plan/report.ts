import { paint } from '../../../render/paint.ts';
import { plain } from '../../../render/plain.ts';
import { subjectKey } from '../../../model/subject.ts';
import type { Screen } from '../../output/screen.ts';
import { table, type Cell } from '../../output/table.ts';
import type { BackTest, Row } from './back-test.ts';
import type { Summary, Sums } from './summary.ts';
import type { ActionTally } from './tally.ts';

const MOST_ROWS = 50;
const MOST_EVENTS = 20;
const SHOWN = 5;
const LONGEST = 200;

/** A back-test for people. */
export const planReport = (
  summary: Summary,
  tested: BackTest,
  hasEvents: boolean,
  screen: Screen,
): string => {
  const title = (text: string): string => `\n${paint(text, 'title', screen.colour)}\n`;
  const { inventory, pastEvents } = summary;
  const parts = [
    headOf(summary),
    title('By rule and account'),
    rulesOf(inventory, screen),
    title('What enforce would do'),
    enforceOf(inventory, screen),
    title('Who would be hit'),
    hitOf(inventory, screen),
  ];
  if (!hasEvents) return parts.join('');
  const { files, records, changes, refused, ignored, malformed } = pastEvents;
  const counts = [
    `${n(records)} records in ${n(files)} files: ${n(changes)} changes, ${n(refused)} refused by AWS, ${n(ignored)} of no concern`,
    ...(malformed === 0 ? [] : [`${n(malformed)} malformed`]),
  ];
  const { newlyFound, noLongerFound, newlyRemediated, unclear } = pastEvents;
  const sums = `Newly findings: ${n(newlyFound)}; newly put right: ${n(newlyRemediated)}; no longer findings: ${n(noLongerFound)}; cannot be told: ${n(unclear)}`;
  return [
    ...parts,
    title('Past events'),
    `${counts.join(', ')}\n${sums}\n`,
    eventsOf(tested.eventRows, screen),
  ].join('');
};

const n = (value: number): string => String(value);

const headOf = ({ policy, against, at, inventory }: Summary): string => {
  const named = ({ name, hash }: Summary['policy']): string =>
    `${plain(name === '' ? 'policy' : name, LONGEST)} (${hash.slice(0, 12)})`;
  const other = against === null ? 'no policy' : named(against);
  return `${named(policy)} against ${other}, at ${at}: ${n(inventory.judged)} subjects judged\n`;
};

const tone = (count: number, tone: 'bad' | 'good' | 'attention'): Cell =>
  count === 0 ? '0' : { text: n(count), tone };

const accountText = (account: string, name: string | null): string =>
  name === null ? account : `${account} ${name}`;

const rulesOf = ({ rules }: Sums, screen: Screen): string => {
  if (rules.length === 0) return 'Nothing fails under either.\n';
  const head = ['rule', 'account', 'newly failing', 'newly fixed', 'still failing', 'in grace', 'unreadable'];
  // What changes most first.
  const inOrder = rules.toSorted((one, other) => weight(other) - weight(one));
  const rows = inOrder
    .slice(0, MOST_ROWS)
    .map((one): readonly Cell[] => [
      one.rule,
      accountText(one.account, one.accountName),
      tone(one.newlyFailing, 'bad'),
      tone(one.newlyFixed, 'good'),
      one.stillOtherwise === 0
        ? n(one.stillFailing)
        : { text: `${n(one.stillFailing)} (${n(one.stillOtherwise)} otherwise)`, tone: 'attention' },
      tone(one.inGrace, 'attention'),
      tone(one.unreadable, 'attention'),
    ]);
  return table(head, rows, screen) + more(rules.length - MOST_ROWS, '--output json has them all');
};

const weight = (one: Sums['rules'][number]): number =>
  one.newlyFailing + one.newlyFixed + one.stillOtherwise + one.inGrace + one.unreadable;

const enforceOf = ({ enforce, left }: Sums, screen: Screen): string => {
  const done = enforce.map((one): readonly Cell[] => [
    one.action,
    one.rule,
    n(one.subjects),
    tone(one.newly, 'bad'),
    principalsOf(one),
    one.limitPerHour === null ? 'none' : `${n(one.limitPerHour)} an hour`,
  ]);
  const byPeople = left.map(({ action, rule, subjects }): readonly Cell[] => [
    { text: `${action}, by people`, tone: 'quiet' },
    rule,
    n(subjects),
    '',
    '',
    '',
  ]);
  if (done.length + byPeople.length === 0) return 'Nothing.\n';
  const head = ['action', 'rule', 'subjects', 'newly', 'takes away, or writes', 'limit'];
  return table(head, [...done, ...byPeople], screen);
};

const principalsOf = ({ principals, writes }: ActionTally): string => {
  if (principals.length === 0) return writes.join(', ');
  const some = principals.slice(0, SHOWN).map(({ principal, subjects }) => `${principal} (${n(subjects)})`);
  const rest = principals.length - SHOWN;
  return rest > 0 ? `${some.join(', ')} and ${n(rest)} more` : some.join(', ');
};

const hitOf = ({ hit }: Sums, screen: Screen): string => {
  if (hit.accounts.length === 0) return 'Nobody who is not hit already.\n';
  const rows = hit.accounts
    .slice(0, MOST_ROWS)
    .map((one): readonly Cell[] => [
      accountText(one.account, one.accountName),
      tone(one.newlyFailing, 'bad'),
      tone(one.changed, 'bad'),
    ]);
  const { count, some } = hit.images;
  const images =
    some.length === 0 ? '' : `Images (${n(count)}): ${some.join(', ')}${count > some.length ? ', …' : ''}\n`;
  return [
    table(['account', 'newly failing', 'newly changed by enforce'], rows, screen),
    more(hit.accounts.length - MOST_ROWS, '--output json has them all'),
    images,
  ].join('');
};

const eventsOf = (rows: readonly Row[], screen: Screen): string => {
  if (rows.length === 0) return 'Both policies would have said the same of every one.\n';
  const body = rows
    .slice(-MOST_EVENTS)
    .map(({ ref, outcome, change }): readonly Cell[] => [
      change?.at ?? '',
      change?.event ?? '',
      change?.actor?.name ?? '',
      subjectKey(ref),
      outcome.rule,
      { text: outcome.change, tone: outcome.change === 'newly-fixed' ? 'good' : 'bad' },
      outcome.actions.map(({ action }) => action.action).join(', '),
    ]);
  return (
    table(['time', 'event', 'by', 'subject', 'rule', 'change', 'enforce'], body, screen) +
    more(rows.length - MOST_EVENTS, 'before these; --output json has them all')
  );
};

const more = (count: number, where: string): string => (count > 0 ? `and ${n(count)} more: ${where}\n` : '');
