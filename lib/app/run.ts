import type { Asker } from '../model/asker.ts';
import type { Cause, JournalEntry } from '../model/journal.ts';
import type { Action, Plan } from '../model/plan.ts';
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
  /** Takes the whole plan from its limits, once, by those that this action of it has now. */
  readonly admit: (needed: Action) => Promise<Refusal | null>;
}

/** A subject that is there. */
export type Seen = Extract<Look, { kind: 'seen' }>;

/** The findings that a look still has. */
export const failingOf = ({ evaluation }: Seen): readonly string[] => evaluation.findings.map(({ id }) => id);
