import type { ImageRef } from '../model/image.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';
import type { Principal } from '../model/principal.ts';
import { compareEffect, recordOutcome, type Written } from './write-action.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type Outcome = Extract<JournalEntry, { kind: 'outcome' }>;
type Intent = Extract<JournalEntry, { kind: 'intent' }>;

/**
 * What an earlier, interrupted delivery of this plan left of an action, if its effect is so now: its outcome where one was
 * written, else its intent, which then gets its outcome (with the before-state it noted). Null when the action has to be
 * done: nothing was sent, or somebody has undone it since.
 */
export const finishIntent = async (
  ref: ImageRef,
  planId: string,
  action: Action,
  current: readonly Principal[],
  ports: RemediationPorts,
): Promise<Written | null> => {
  const entries = await ports.journal.entries(ref);
  const last = entries.findLast(
    (entry): entry is Outcome | Intent => isWrite(entry) && isOf(entry, planId, action),
  );
  if (last === undefined) return null;
  if (last.kind === 'outcome') {
    if (last.outcome.kind === 'done' && holds(last.action, last.outcome.before, current)) {
      return { action: last.action, outcome: last.outcome, undo: last.id };
    }
    const intent = entries.find(
      (entry): entry is Intent => entry.kind === 'intent' && entry.id === last.intent,
    );
    if (last.outcome.kind !== 'unverified' || intent === undefined) return null;
    return finish(ref, intent, current, ports);
  }
  return finish(ref, last, current, ports);
};

const isWrite = (entry: JournalEntry): entry is Outcome | Intent =>
  entry.kind === 'intent' || (entry.kind === 'outcome' && entry.intent !== null);

const isOf = (entry: Outcome | Intent, planId: string, action: Action): boolean =>
  entry.planId === planId && entry.action.action === action.action && entry.action.rule === action.rule;

const holds = (action: Action, before: readonly Principal[], current: readonly Principal[]): boolean =>
  compareEffect(action, before, null, current).kind === 'done';

const finish = async (
  ref: ImageRef,
  intent: Intent,
  current: readonly Principal[],
  ports: RemediationPorts,
): Promise<Written | null> => {
  const outcome = compareEffect(intent.action, intent.before, null, current);
  if (outcome.kind !== 'done') return null;
  return recordOutcome(ref, intent.planId, intent.action, intent.id, outcome, ports);
};
