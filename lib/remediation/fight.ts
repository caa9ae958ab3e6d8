import type { Actor } from '../model/change.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';

const HOUR_MS = 3_600_000;
/** So often within an hour the same may be put right; then it is somebody's will against ours. */
const ROUNDS = 3;

/**
 * Somebody undoes what we do to `finding`. `others`: whose changes opened it again; `since` and `last` (ISO 8601): when it was put
 * right first and last; `until`: when it counts as over if nothing more happens.
 */
export interface Fight {
  readonly finding: string;
  readonly since: string;
  readonly last: string;
  readonly others: readonly Actor[];
  readonly until: string;
}

/** How far back entries are needed to tell a fight: `since` for `now`, both ISO 8601. One that lasts for longer is tried once more. */
export const fightSince = (now: string): string => new Date(Date.parse(now) - 24 * HOUR_MS).toISOString();

/**
 * Whether there is a fight over one of these findings at `now`: put right three times within an hour by the policy, and since
 * then neither an hour without it nor a person's act. Entries oldest first; null when there is none.
 */
export const fightOver = (
  entries: readonly JournalEntry[],
  findings: readonly string[],
  now: string,
): Fight | null => {
  const acted = entries.findLastIndex(isAct);
  const since = entries.slice(acted + 1);
  for (const finding of findings) {
    const fight = fightOne(since, finding, Date.parse(now));
    if (fight !== null) return fight;
  }
  return null;
};

/** A person's word or write: from then on the count begins anew. */
const isAct = (entry: JournalEntry): boolean =>
  entry.kind === 'approval' ||
  (entry.kind === 'outcome' && (entry.by !== undefined || entry.action.action === 'rollback'));

const fightOne = (entries: readonly JournalEntry[], finding: string, now: number): Fight | null => {
  const episode = lastEpisode(
    entries.filter((entry) => isRound(entry, finding) || isOpening(entry, finding)),
    now,
  );
  const done = episode.filter((entry) => isRound(entry, finding));
  const rounds = done.map(({ at }) => Date.parse(at));
  const isBegun = rounds.some((first, index) => (rounds[index + ROUNDS - 1] ?? Infinity) - first < HOUR_MS);
  const [first] = done;
  if (first === undefined || !isBegun) return null;
  return {
    finding,
    since: first.at,
    last: (done.at(-1) ?? first).at,
    others: othersOf(episode),
    until: new Date(Date.parse((episode.at(-1) ?? first).at) + HOUR_MS).toISOString(),
  };
};

/** What happened since the last hour in which nothing did. */
const lastEpisode = (entries: readonly JournalEntry[], now: number): readonly JournalEntry[] => {
  const times = [...entries.map(({ at }) => Date.parse(at)), now];
  const quiet = times.findLastIndex((time, index) => time - (times[index - 1] ?? time) >= HOUR_MS);
  return entries.slice(Math.max(0, quiet));
};

const isRound = (entry: JournalEntry, finding: string): boolean =>
  entry.kind === 'outcome' &&
  entry.outcome.kind === 'done' &&
  entry.action.action !== 'prepare' &&
  !isEarlyStep(entry.action) &&
  entry.action.findings.includes(finding);

/** A step on the way: what it is about is not put right by it. */
const isEarlyStep = ({ action, writes }: Action): boolean =>
  action === 'encrypted-copy' &&
  writes.every(({ kind }) => kind !== 'availability' && kind !== 'registration');

const isOpening = (entry: JournalEntry, finding: string): boolean =>
  entry.kind === 'finding' && entry.finding.id === finding && entry.status === 'open';

const othersOf = (episode: readonly JournalEntry[]): readonly Actor[] => {
  const actors = episode.flatMap((entry) =>
    entry.kind === 'finding' && entry.cause.actor !== null ? [entry.cause.actor] : [],
  );
  return [...new Map(actors.map((actor) => [actor.arn ?? actor.name, actor])).values()];
};
