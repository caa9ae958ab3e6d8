import type { Outcome } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';
import { commonPrincipals, exceptPrincipals } from '../model/principal.ts';

/**
 * The write that takes an action back: grants what it removed, removes what it granted, and leaves alone what somebody
 * else changed between its two readings. Null when the outcome says that nothing was changed.
 */
export const invertAction = (action: Action, outcome: Outcome): Action | null => {
  if (outcome.kind !== 'done' && outcome.kind !== 'unverified') return null;
  const add = exceptPrincipals(commonPrincipals(action.remove, outcome.before), outcome.after);
  const remove = exceptPrincipals(commonPrincipals(action.add, outcome.after), outcome.before);
  if (add.length === 0 && remove.length === 0) return null;
  return {
    action: 'rollback',
    rule: action.rule,
    add,
    remove,
    findings: action.findings,
    limitPerHour: null,
  };
};
