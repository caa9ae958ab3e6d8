import type { Action, Plan } from '../model/plan.ts';
import { commonPrincipals, exceptPrincipals, type Principal } from '../model/principal.ts';

/**
 * The part of a planned action that is still called for: what it names and `fresh`, the plan made of the state just
 * observed, names too. Null when nothing is. An action never grows: what is new since then has an event of its own.
 */
export const narrowAction = (action: Action, fresh: Plan | null): Action | null => {
  const now = fresh?.actions.find((other) => other.action === action.action && other.rule === action.rule);
  if (now === undefined) return null;
  const remove = commonPrincipals(action.remove, now.remove);
  if (remove.length === 0) return null;
  const findings = action.findings.filter((id) => now.findings.includes(id));
  return { ...action, remove, findings, limitPerHour: now.limitPerHour };
};

/** The launch permission after an action: what a write is expected to leave behind. */
export const effectOf = (
  action: Pick<Action, 'add' | 'remove'>,
  before: readonly Principal[],
): readonly Principal[] => {
  const kept = exceptPrincipals(before, action.remove);
  return [...kept, ...exceptPrincipals(action.add, kept)];
};
