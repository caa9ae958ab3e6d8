import type { Announcement, CoverageLine } from '../model/notice.ts';
import type { AccountNames } from './alert-options.ts';
import { ended } from './plain.ts';
import { accountText } from './principal-text.ts';
import type { Wording } from './wording.ts';

type CoverageNews = Extract<Announcement, { kind: 'coverage' }>;

type Facts = readonly (readonly [label: string, text: string])[];

/** What is said of coverage that was lost or came back: a line for each account and state. */
export const coverageText = (
  { lost, lostCount, back, backCount, reporting, expected }: CoverageNews,
  options: AccountNames,
  wording: Wording,
): {
  readonly mark: string;
  readonly title: string;
  readonly what: string;
  readonly facts: Facts;
} => ({
  mark: lostCount > 0 ? '📡' : '✅',
  title: titleOf(lostCount, backCount),
  what:
    `${String(reporting)} of ${String(expected)} expected account-regions report. ` +
    'What is changed where nobody looks is not judged; ami-warden coverage lists all of it.',
  facts: [
    ...factsOf(lost.slice(0, MOST_LOST), lostCount, 'not looked after', options, wording),
    ...factsOf(back.slice(0, MOST_BACK), backCount, 'no longer in trouble', options, wording),
  ],
});

// With a line each for the rest, ten: what Slack takes.
const MOST_LOST = 5;
const MOST_BACK = 3;

const titleOf = (lost: number, back: number): string => {
  if (lost === 0) return `${places(back)} ${back === 1 ? 'is' : 'are'} no longer in trouble`;
  const also = back === 0 ? '' : `, ${String(back)} no longer in trouble`;
  return `${places(lost)} ${lost === 1 ? 'is' : 'are'} not looked after${also}`;
};

const places = (count: number): string => `${String(count)} account-region${count === 1 ? '' : 's'}`;

const factsOf = (
  lines: readonly CoverageLine[],
  count: number,
  which: string,
  options: AccountNames,
  wording: Wording,
): Facts => {
  const rest = count - lines.reduce((sum, { regions }) => sum + regions.length, 0);
  return [
    ...lines.map((line) => factOf(line, options, wording)),
    ...(rest > 0 ? [['More', `${places(rest)} ${which}`] as const] : []),
  ];
};

const factOf = (
  { account, regions, status, since, why }: CoverageLine,
  options: AccountNames,
  wording: Wording,
): Facts[number] => [
  LABELS[status],
  `account ${accountText(account, options, wording)}, ${regions.map((region) => wording.id(region)).join(', ')}, ` +
    `since ${wording.id(since)}: ${ended(wording.sentence(why))}`,
];

const LABELS: Readonly<Record<CoverageLine['status'], string>> = {
  reporting: 'Reports again',
  partial: 'Reports in part',
  waiting: 'Waits',
  stale: 'Stale',
  silent: 'Silent',
  denied: 'Denied',
  'never-enrolled': 'Never enrolled',
  suspended: 'Suspended',
  disabled: 'Region off',
  excluded: 'Left out',
  gone: 'Left',
};
