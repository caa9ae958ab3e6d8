import type { AccountRegion, SubjectRef } from '../model/subject.ts';
import type { FindingRecord, JournalEntry, MalformedRecord } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';

/** JournalEntry without the id, which the journal gives. */
export type NewEntry = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, 'id'>
    : never
  : never;

/** Why an account-region must be looked at whole; `at` is ISO 8601. */
export interface DirtyMark extends AccountRegion {
  readonly at: string;
  readonly eventId: string;
  readonly reason: string;
}

/**
 * Findings as they stand, plans, and the append-only entries. Every write is conditional, so that two workers and a
 * repeated delivery end as one. Rejects with `Fault`; nothing is swallowed.
 */
export interface Journal {
  /** All findings of a subject, whatever their status. Strongly consistent. */
  findings(ref: SubjectRef): Promise<readonly FindingRecord[]>;
  finding(ref: SubjectRef, id: string): Promise<FindingRecord | null>;
  /**
   * Puts a finding if the stored one is still `expected` (its `updatedAt`, null for none yet). Answers false when somebody
   * else was faster; nothing was written then, and the caller looks again. Never writes `told`, which only `noteTold`
   * does: a record read before a channel was told must not undo the note of it.
   */
  putFinding(record: FindingRecord, expected: string | null): Promise<boolean>;
  /** Notes what a channel was told, leaving all else as it is. */
  noteTold(ref: SubjectRef, id: string, channel: string, told: FindingRecord['told'][string]): Promise<void>;
  /** Appends; answers the entry's id. Entries are never changed. */
  append(entry: NewEntry): Promise<string>;
  /** The entries of one subject, oldest first. */
  entries(ref: SubjectRef): Promise<readonly JournalEntry[]>;
  entry(ref: SubjectRef, id: string): Promise<JournalEntry | null>;
  /** Keeps a plan under its id; answers false when it was there already. */
  putPlan(plan: Plan): Promise<boolean>;
  plan(ref: SubjectRef, id: string): Promise<Plan | null>;
  /** Remembers the AWS request ids of our own writes, so that their events are known as ours; forgotten after a day. */
  noteOwnRequest(ref: SubjectRef, requestId: string): Promise<void>;
  isOwnRequest(ref: SubjectRef, requestId: string): Promise<boolean>;
  /** Keeps a malformed record by the hash of its body; answers true the first time. */
  keepMalformed(record: MalformedRecord): Promise<boolean>;
  /** Whether this channel was told of the malformed record already, and noting that it was. */
  isMalformedTold(id: string, channel: string): Promise<boolean>;
  noteMalformedTold(id: string, channel: string): Promise<void>;
  /** Marks an account-region as one of which an event did not say what changed, so that it is swept; the first mark since the last sweep stays. Answers true when it is that. */
  markDirty(mark: DirtyMark): Promise<boolean>;
  /** The mark of an account-region; null when there is none. */
  dirtyMark(place: AccountRegion): Promise<DirtyMark | null>;
  /** Takes `count` from the limit of this key for the clock hour of `at`; answers false, taking nothing, when fewer are left. */
  takeFromLimit(key: string, at: string, count: number, limitPerHour: number): Promise<boolean>;
}
