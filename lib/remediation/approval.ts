import type { JournalEntry } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';

type Approval = Extract<JournalEntry, { kind: 'approval' }>;

/** Where a plan stands. `by`: on whose word it is done, null for the policy's; `approvedBy`: those who approved it, each once. */
export type Standing =
  | { readonly kind: 'due'; readonly by: Asker | null; readonly approvedBy: readonly Asker[] }
  | { readonly kind: 'waiting'; readonly approvedBy: readonly Asker[] }
  | { readonly kind: 'refused'; readonly by: Asker; readonly at: string; readonly reason: string | null };

/**
 * Where a plan stands by what people said of it. A refusal is final. The same person twice is one; people are told apart by
 * `id`, so that those whose identity is only claimed, or was told by another way, never make the second of two.
 */
export const standingOf = (plan: Plan, entries: readonly JournalEntry[]): Standing => {
  const said = entries.filter(
    (entry): entry is Approval => entry.kind === 'approval' && entry.planId === plan.id,
  );
  const refusal = said.find(({ decision }) => decision === 'refused');
  if (refusal !== undefined) {
    return { kind: 'refused', by: refusal.by, at: refusal.at, reason: refusal.reason };
  }
  const approvedBy = people(said.map(({ by }) => by));
  const last = approvedBy.at(-1) ?? null;
  if (plan.approval === undefined) return { kind: 'due', by: last, approvedBy };
  const enough = plan.approval === 'manual' ? approvedBy.length > 0 : areTwo(approvedBy);
  return enough ? { kind: 'due', by: last, approvedBy } : { kind: 'waiting', approvedBy };
};

/** Whether the one who asks has said so before. */
export const isAmong = (asker: Asker, others: readonly Asker[]): boolean =>
  others.some((other) => keyOf(other) === keyOf(asker));

const people = (askers: readonly Asker[]): readonly Asker[] => [
  ...new Map(askers.map((asker) => [keyOf(asker), asker])).values(),
];

const keyOf = ({ kind, name, arn, id }: Asker): string => id ?? JSON.stringify([kind, name, arn]);

/** Whether two of them are surely different people: proven, and by the same kind of proof. */
const areTwo = (askers: readonly Asker[]): boolean => {
  const ids = askers.flatMap(({ id }) => (id === null ? [] : [id]));
  const kinds = ids.map((id) => id.slice(0, id.indexOf(':')));
  return kinds.some((kind, index) => kinds.indexOf(kind) !== index);
};
