import type { Asker } from '../model/asker.ts';
import type { Deed, FindingRecord, JournalEntry } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';

/** More say no more to whoever reads an alert; the journal has all. */
const MOST = 6;

/** What people said of a plan, by the journal. */
export const deedsOn = ({ id }: Plan, entries: readonly JournalEntry[]): readonly Deed[] =>
  entries.flatMap((entry) =>
    entry.kind === 'approval' && entry.planId === id
      ? [{ what: entry.decision, by: entry.by, at: entry.at }]
      : [],
  );

/** An undo on somebody's word; nothing when it is nobody's. */
export const undoneBy = (by: Asker | null, at: string): readonly Deed[] =>
  by === null ? [] : [{ what: 'undone', by, at }];

/** The record with these deeds beside those that it has, each once, the latest ones last. */
export const withDeeds = (record: FindingRecord, deeds: readonly Deed[]): FindingRecord => {
  const known = new Map([...(record.deeds ?? []), ...deeds].map((deed) => [keyOf(deed), deed]));
  const latest = [...known.values()].toSorted((one, other) => (one.at < other.at ? -1 : 1)).slice(-MOST);
  return latest.length === 0 ? record : { ...record, deeds: latest };
};

const keyOf = ({ what, by, at }: Deed): string => JSON.stringify([what, by.kind, by.name, by.id, at]);
