import type { ImageRef } from '../model/image.ts';
import type { FindingRecord, JournalEntry, MalformedRecord } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';

/** JournalEntry without the id, which the journal gives. */
export type NewEntry = JournalEntry extends infer Entry
  ? Entry extends JournalEntry
    ? Omit<Entry, 'id'>
    : never
  : never;

/**
 * Findings as they stand, plans, and the append-only entries. Every write is conditional, so that two workers and a
 * repeated delivery end as one. Rejects with `Fault`; nothing is swallowed.
 */
export interface Journal {
  /** All findings of an image, whatever their status. Strongly consistent. */
  findings(ref: ImageRef): Promise<readonly FindingRecord[]>;
  finding(ref: ImageRef, id: string): Promise<FindingRecord | null>;
  /**
   * Puts a finding if the stored one is still `expected` (its `updatedAt`, null for none yet). Answers false when somebody
   * else was faster; nothing was written then, and the caller looks again. Never writes `told`, which only `noteTold`
   * does: a record read before a channel was told must not undo the note of it.
   */
  putFinding(record: FindingRecord, expected: string | null): Promise<boolean>;
  /** Notes what a channel was told, leaving all else as it is. */
  noteTold(ref: ImageRef, id: string, channel: string, told: FindingRecord['told'][string]): Promise<void>;
  /** Appends; answers the entry's id. Entries are never changed. */
  append(entry: NewEntry): Promise<string>;
  /** The entries of one image, oldest first. */
  entries(ref: ImageRef): Promise<readonly JournalEntry[]>;
  entry(ref: ImageRef, id: string): Promise<JournalEntry | null>;
  /** Keeps a plan under its id; answers false when it was there already. */
  putPlan(plan: Plan): Promise<boolean>;
  plan(ref: ImageRef, id: string): Promise<Plan | null>;
  /** Remembers the AWS request ids of our own writes, so that their events are known as ours; forgotten after a day. */
  noteOwnRequest(ref: ImageRef, requestId: string): Promise<void>;
  isOwnRequest(ref: ImageRef, requestId: string): Promise<boolean>;
  /** Keeps a malformed record by the hash of its body; answers true the first time. */
  keepMalformed(record: MalformedRecord): Promise<boolean>;
  /** Whether this channel was told of the malformed record already, and noting that it was. */
  isMalformedTold(id: string, channel: string): Promise<boolean>;
  noteMalformedTold(id: string, channel: string): Promise<void>;
  /** Takes `count` from the limit of this key for the clock hour of `at`; answers false, taking nothing, when fewer are left. */
  takeFromLimit(key: string, at: string, count: number, limitPerHour: number): Promise<boolean>;
}
