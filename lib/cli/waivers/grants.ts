import { openPages, type JournalPlace } from '../../config/wire-journal.ts';
import type { JournalEntry } from '../../model/journal.ts';
import type { Match } from '../../model/policy.ts';
import { isImage, subjectKey, type SubjectRef } from '../../model/subject.ts';
import { stateOf, type WaiverRow } from './row.ts';

type Entry = Extract<JournalEntry, { kind: 'waiver' }>;

/** What people have waived, as far as it is in force; `strange`: how many entries could not be understood. */
export interface GrantsRead {
  readonly rows: readonly WaiverRow[];
  readonly strange: number;
}

const DAY = 86_400_000;

/** Reads a journal whole for the last waiver of each finding. Rejects with `Fault`. */
export const readGrants = async (
  place: JournalPlace,
  now: Date,
  soonSeconds: number,
): Promise<GrantsRead> => {
  const { pages, close } = await openPages(place);
  const last = new Map<string, Entry>();
  let strange = 0;
  try {
    let cursor: string | null = null;
    do {
      const page = await pages.read({}, cursor);
      for (const entry of page.entries) {
        // Of one subject the oldest come first.
        if (entry.kind === 'waiver') last.set(`${subjectKey(entry.ref)} ${entry.finding}`, entry);
      }
      strange += page.unreadable.length;
      cursor = page.next;
    } while (cursor !== null);
  } finally {
    close();
  }
  const rows = [...last.values()]
    .filter(({ until }) => now.getTime() < Date.parse(until))
    .toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until))
    .map((entry) => rowOf(entry, now, soonSeconds));
  return { rows, strange };
};

const rowOf = (entry: Entry, now: Date, soonSeconds: number): WaiverRow => {
  const { id, finding, rule, until, reason, owner, ticket, by, ref } = entry;
  const left = Date.parse(until) - now.getTime();
  return {
    id: finding,
    state: stateOf(left, soonSeconds),
    daysLeft: Math.ceil(left / DAY),
    expires: until,
    rules: [rule],
    scope: scopeOf(ref),
    principals: null,
    owner,
    ticket,
    approvedBy: by.name,
    reason,
    at: null,
    entry: id,
  };
};

const scopeOf = (ref: SubjectRef): Match => ({
  accounts: [ref.account],
  regions: [ref.region],
  ...(isImage(ref) ? { images: [ref.image] } : {}),
});
