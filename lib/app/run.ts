import type { Asker } from '../model/asker.ts';
import type { Cause, JournalEntry } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { Lease } from '../ports/journal.ts';
import type { Refusal } from './admit.ts';
import type { Look } from './look.ts';

/** A plan under way: on whose word (null: the policy's), under which lease, and what the journal says since it was made. */
export interface Run {
  readonly plan: Plan;
  readonly cause: Cause;
  readonly entries: readonly JournalEntry[];
  readonly lease: Lease;
  readonly by: Asker | null;
  /** Takes the whole plan from its limits, once. */
  readonly admit: () => Promise<Refusal | null>;
}

/** A subject that is there. */
export type Seen = Extract<Look, { kind: 'seen' }>;
