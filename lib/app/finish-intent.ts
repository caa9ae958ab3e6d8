import type { SubjectRef } from '../model/subject.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Action, Aspects, Plan } from '../model/plan.ts';
import { leftOf, readsOf } from '../remediation/writes.ts';
import { compareEffect, NOT_SENT, recordOutcome, type Written } from './write-action.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type Outcome = Extract<JournalEntry, { kind: 'outcome' }>;
type Intent = Extract<JournalEntry, { kind: 'intent' }>;

/**
 * What earlier deliveries of a plan left of an action. `finished`: its effect is so now. `undone`: a person has rolled it back
 * since.
 */
export type Earlier =
  { readonly kind: 'nothing' | 'undone' } | { readonly kind: 'finished'; readonly written: Written };

/**
 * Looks for what an earlier, interrupted delivery of this plan left of an action: its outcome where one was written, else its
 * intent, which then gets its outcome (with the before-state it noted). The after-state is `current`. `entries` are the subject's
 * since the plan was made.
 */
export const finishIntent = async (
  { id: planId, ref }: Plan,
  entries: readonly JournalEntry[],
  action: Action,
  current: Aspects,
  ports: RemediationPorts,
): Promise<Earlier> => {
  const last = entries.findLast(
    (entry): entry is Outcome | Intent => isWrite(entry) && isOf(entry, planId, action),
  );
  if (last === undefined) return { kind: 'nothing' };
  if (entries.some((entry) => isRollback(entry, planId, action))) return { kind: 'undone' };
  if (last.kind === 'intent') return finish(ref, last, entries, current, ports);
  if (last.outcome.kind === 'done') {
    if (!holds(last.action, last.outcome.before, current)) return { kind: 'nothing' };
    // It may have done less than was planned: of the rest, what was read then tells nothing any more.
    const outcome = { ...last.outcome, after: current };
    return { kind: 'finished', written: { action: last.action, outcome, undo: last.id } };
  }
  const intent = entries.find(
    (entry): entry is Intent => entry.kind === 'intent' && entry.id === last.intent,
  );
  if (last.outcome.kind !== 'unverified' || intent === undefined) return { kind: 'nothing' };
  return finish(ref, intent, entries, current, ports);
};

const isRollback = (entry: JournalEntry, planId: string, action: Action): boolean =>
  entry.kind === 'outcome' &&
  entry.planId === planId &&
  entry.action.action === 'rollback' &&
  entry.action.rule === action.rule &&
  (entry.outcome.kind === 'done' || entry.outcome.kind === 'unverified');

const isWrite = (entry: JournalEntry): entry is Outcome | Intent =>
  entry.kind === 'intent' || (entry.kind === 'outcome' && entry.intent !== null);

const isOf = (entry: Outcome | Intent, planId: string, action: Action): boolean =>
  entry.planId === planId && entry.action.action === action.action && entry.action.rule === action.rule;

const holds = (action: Action, before: Aspects, current: Aspects): boolean =>
  compareEffect(action, before, NOT_SENT, current).kind === 'done';

const finish = async (
  ref: SubjectRef,
  intent: Intent,
  entries: readonly JournalEntry[],
  current: Aspects,
  ports: RemediationPorts,
): Promise<Earlier> => {
  if (wasNotSent(intent, entries.slice(entries.indexOf(intent) + 1))) return { kind: 'nothing' };
  const outcome = compareEffect(intent.action, intent.before, NOT_SENT, current);
  if (outcome.kind !== 'done') return { kind: 'nothing' };
  const journaled = { planId: intent.planId, by: intent.by ?? null };
  return {
    kind: 'finished',
    written: await recordOutcome(ref, journaled, intent.action, intent.id, outcome, ports),
  };
};

/** Whoever wrote to the subject later saw all of it still to be done: that it is so now is their doing. */
const wasNotSent = ({ action: { writes }, before }: Intent, later: readonly JournalEntry[]): boolean => {
  const facts = readsOf(writes);
  return later.some(
    (entry) =>
      entry.kind === 'intent' &&
      // What its own writes do not concern it did not read.
      facts.every((fact) => readsOf(entry.action.writes).includes(fact)) &&
      leftOf(writes, entry.before) === leftOf(writes, before),
  );
};
