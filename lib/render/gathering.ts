import type { GatheredLine, Gathering } from '../model/notice.ts';
import { subjectKey } from '../model/subject.ts';
import type { Severity } from '../model/words.ts';
import type { AccountNames } from './alert-options.ts';
import { durationText } from './duration-text.ts';
import { plain } from './plain.ts';
import { accountText } from './principal-text.ts';
import { subjectText } from './subject-text.ts';
import type { Wording } from './wording.ts';

/** What is said of a gathering: a title of plain text (at most 150 characters), the numbers, and a group of lines for each rule, the worst first. */
export interface GatheringText {
  readonly title: string;
  readonly summary: string;
  readonly groups: readonly { readonly heading: string; readonly lines: readonly string[] }[];
}

/** A gathering in a medium's wording; every line of it. */
export const gatheringText = (
  gathering: Gathering,
  lines: readonly GatheredLine[],
  options: AccountNames,
  wording: Wording,
): GatheringText => ({
  title: titleOf(gathering, lines),
  summary: summaryOf(gathering, lines, wording),
  groups: [...rulesOf(lines)].map(([rule, some]) => ({
    heading: `${wording.id(rule)}: ${countsOf(some)}`,
    lines: some.map((line) => lineText(line, gathering, options, wording)),
  })),
});

/** The worst severity of what is open or was tried; null when all of it is over. */
export const worstOf = (lines: readonly GatheredLine[]): Severity | null =>
  lines
    .filter(isStanding)
    .toSorted(bySeverity)
    .map(({ severity }) => severity)[0] ?? null;

const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

const isStanding = (line: GatheredLine): boolean => line.kind === 'attempt' || line.status === 'open';

const bySeverity = (one: GatheredLine, other: GatheredLine): number =>
  RANK[one.severity] - RANK[other.severity];

const byWeight = (one: GatheredLine, other: GatheredLine): number =>
  Number(isStanding(other)) - Number(isStanding(one)) ||
  bySeverity(one, other) ||
  compare(subjectKey(one.ref), subjectKey(other.ref)) ||
  compare(one.id, other.id);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const rulesOf = (lines: readonly GatheredLine[]): ReadonlyMap<string, readonly GatheredLine[]> => {
  const rules = new Map<string, GatheredLine[]>();
  for (const line of lines.toSorted(byWeight)) {
    const known = rules.get(line.rule);
    if (known === undefined) rules.set(line.rule, [line]);
    else known.push(line);
  }
  return rules;
};

const titleOf = (gathering: Gathering, lines: readonly GatheredLine[]): string => {
  const count = String(lines.length);
  if (gathering.kind === 'attempts') {
    const place = `${plain(gathering.account, 20)} ${plain(gathering.region, 30)}`;
    return `${count} more refused ${lines.length === 1 ? 'attempt' : 'attempts'} within the hour, ${place}`;
  }
  const open = lines.filter(isStanding).length;
  return `Digest of ${durationText(gathering.seconds)}: ${count} ${lines.length === 1 ? 'change' : 'changes'}, ${String(open)} open`;
};

const summaryOf = (gathering: Gathering, lines: readonly GatheredLine[], { id }: Wording): string =>
  `Until ${id(gathering.end)}: ${countsOf(lines)}.`;

/** `2 critical open, 1 high open, 3 closed`. */
const countsOf = (lines: readonly GatheredLine[]): string => {
  const counts = new Map<string, number>();
  for (const line of lines.toSorted(byWeight)) {
    const word = line.kind === 'attempt' ? 'attempted and refused' : line.status;
    const name = isStanding(line) ? `${line.severity} ${word}` : word;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${String(count)} ${name}`).join(', ');
};

const lineText = (
  line: GatheredLine,
  gathering: Gathering,
  options: AccountNames,
  wording: Wording,
): string => {
  const name = line.kind === 'finding' ? line.imageName : null;
  const [, subject] = subjectText(line.ref, name, wording);
  const place = `${subject}, account ${accountText(line.ref.account, options, wording)}, ${wording.id(line.ref.region)}`;
  const said = line.kind === 'finding' ? line.reason : line.what;
  return `${standingText(line, gathering, wording)}: ${place}: ${wording.sentence(said)}`;
};

const standingText = (line: GatheredLine, gathering: Gathering, { id }: Wording): string => {
  const severity = line.severity.toUpperCase();
  if (line.kind === 'attempt') return `${severity} refused`;
  if (line.status !== 'open') return line.status;
  return isNew(line, gathering)
    ? `${severity} new`
    : `${severity} open since ${id(line.firstSeen.slice(0, 10))}`;
};

const isNew = ({ firstSeen }: Extract<GatheredLine, { kind: 'finding' }>, gathering: Gathering): boolean =>
  gathering.kind !== 'digest' ||
  Date.parse(firstSeen) >= Date.parse(gathering.end) - gathering.seconds * 1000;
