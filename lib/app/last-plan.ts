import type { JournalEntry } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { RemediationPorts } from './remediation-ports.ts';

type Intent = Extract<JournalEntry, { kind: 'intent' }>;
type Outcome = Extract<JournalEntry, { kind: 'outcome' }>;

const DAY_MS = 24 * 60 * 60_000;

/**
 * The plan of what a person asked of a rule last, within a day, if it was done, or begun and not ended: the process may have died
 * before the journal, the findings or people were told. Null when there is none.
 */
export const lastPlanOf = async (
  ref: SubjectRef,
  rule: string,
  { journal, clock }: Pick<RemediationPorts, 'journal' | 'clock'>,
): Promise<Plan | null> => {
  const since = new Date(clock.now().getTime() - DAY_MS).toISOString();
  const entries = await journal.entries(ref, since);
  const intent = entries.findLast(
    (entry): entry is Intent =>
      entry.kind === 'intent' &&
      entry.by !== undefined &&
      entry.action.rule === rule &&
      entry.action.action !== 'rollback',
  );
  if (intent === undefined) return null;
  const outcome = entries.findLast(
    (entry): entry is Outcome =>
      entry.kind === 'outcome' && entry.planId === intent.planId && entry.action.rule === rule,
  );
  const ended = outcome !== undefined && outcome.id > intent.id ? outcome.outcome.kind : null;
  if (ended !== null && ended !== 'done') return null;
  return journal.plan(ref, intent.planId);
};
