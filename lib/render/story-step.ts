import type { Verdict } from '../model/finding.ts';
import type { Outcome } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';
import type { Write } from '../model/plan.ts';

/** The event as the story names it; `actor` is the short form for people (`Actor.name`), null when there is none. */
export interface StoryEvent {
  readonly name: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly images: readonly string[];
  readonly actor: string | null;
}

/** One action and its end; null when it has not ended yet. */
export interface StoryAction {
  readonly action: Action['action'];
  readonly writes: readonly Write[];
  readonly outcome: Outcome | null;
}

/** One message that went out, or the update of an earlier one; `headline` as `headline(record)` gives it. */
export interface StoryAlert {
  readonly channel: string;
  readonly headline: string;
  readonly kind: 'new' | 'update';
}

/**
 * All that came of one event, in order, or of time alone (`timer`). `title` says in words what happened; `reason` why it was
 * ignored or not understood.
 */
export interface StoryStep {
  /** ISO 8601. */
  readonly at: string;
  readonly title: string;
  readonly event: StoryEvent | null;
  readonly parsed: 'change' | 'ignored' | 'malformed' | 'timer';
  readonly reason: string | null;
  readonly verdicts: readonly Verdict[];
  readonly actions: readonly StoryAction[];
  readonly alerts: readonly StoryAlert[];
}

/** The numbers of a whole day; `openViolations` are enforced findings that still stand. */
export interface StorySummary {
  readonly events: number;
  readonly changes: number;
  readonly ignored: number;
  readonly malformed: number;
  readonly findings: number;
  readonly remediated: number;
  readonly failed: number;
  readonly alerts: number;
  readonly openViolations: number;
  readonly seed: number;
}
