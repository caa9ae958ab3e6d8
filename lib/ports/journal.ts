import type { CopyQueue } from '../model/copy-queue.ts';
import type { OpenFinding } from '../model/open-finding.ts';
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

/** A mark that stands: `marks` is how often the place was marked since it was cleared, `lastAt` (ISO 8601) of the last time. */
interface StandingMark extends DirtyMark {
  readonly marks: number;
  readonly lastAt: string;
}

/**
 * What a change takes from a limit of our own. `window`: the clock hour or the day (UTC) that it counts in. `once`: what is
 * counted, by a name: within the window the same is taken once.
 */
export interface LimitTake {
  readonly key: string;
  readonly window: 'hour' | 'day';
  readonly count: number;
  readonly limit: number;
  readonly once: string;
}

/**
 * The right to write to a subject, until `until` (ISO 8601) and no longer. The number grows with every lease of the subject:
 * what was begun under a lower one is over.
 */
export interface Lease {
  readonly ref: SubjectRef;
  readonly number: number;
  readonly until: string;
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
  /** The entries of one subject, oldest first; those from `since` (ISO 8601) on, or all. */
  entries(ref: SubjectRef, since?: string): Promise<readonly JournalEntry[]>;
  entry(ref: SubjectRef, id: string): Promise<JournalEntry | null>;
  /** Keeps a plan under its id; answers false when it was there already. */
  putPlan(plan: Plan): Promise<boolean>;
  plan(ref: SubjectRef, id: string): Promise<Plan | null>;
  /** The same where only its id is known. */
  planById(id: string): Promise<Plan | null>;
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
  /** The first mark of an account-region since it was cleared, and how many there were and the time of the last; null when there is none. */
  dirtyMark(place: AccountRegion): Promise<StandingMark | null>;
  /** Takes the mark away if no more than these `marks` were made; answers whether there is none now. */
  clearDirty(place: AccountRegion, marks: number): Promise<boolean>;
  /** What has not ended in an account-region, of all its subjects, a page at a time; as of about a second ago. */
  openFindings(place: AccountRegion): AsyncIterable<readonly OpenFinding[]>;
  /** Takes `count` from the limit of this key for the clock hour of `at`; answers false, taking nothing, when fewer are left. */
  takeFromLimit(key: string, at: string, count: number, limitPerHour: number): Promise<boolean>;
  /**
   * Takes from all of these limits for the windows of `at`, or from none as far as that can be: answers the first that has
   * too little left, null when all was taken. Never lets through more than a limit; two at once may get less.
   */
  takeFromLimits(takes: readonly LimitTake[], at: string): Promise<LimitTake | null>;
  /** Takes the lease of a subject from `at` until `until` (ISO 8601); answers until when another has it, if one does. */
  takeLease(ref: SubjectRef, at: string, until: string): Promise<Lease | { readonly heldUntil: string }>;
  /** Whether a lease is still held at `at`; if it is, it is from now on until `until`. */
  holdLease(lease: Lease, at: string, until: string): Promise<boolean>;
  /** Gives a lease back, if it is still that one. */
  dropLease(lease: Lease, at: string): Promise<void>;
  /** The queue of copies of an account and region, with its version; 0 for one that nobody has put yet. Strongly consistent. */
  copyQueue(place: AccountRegion): Promise<{ readonly queue: CopyQueue; readonly version: number }>;
  /** Puts it if the stored one is still of this version; answers false when somebody else was faster. */
  putCopyQueue(place: AccountRegion, queue: CopyQueue, version: number): Promise<boolean>;
}
