import type { Outcome } from '../model/journal.ts';
import type { Action } from '../model/plan.ts';
import { invertWrites } from './writes.ts';

/**
 * The action that takes another one back: grants what it removed, removes what it granted, and leaves alone what somebody
 * else changed between its two readings. Null when the outcome says that nothing was changed.
 */
export const invertAction = (action: Action, outcome: Outcome): Action | null => {
  if (outcome.kind !== 'done' && outcome.kind !== 'unverified') return null;
  const writes = invertWrites(action.writes, outcome.before, outcome.after);
  if (writes.length === 0) return null;
  return { action: 'rollback', rule: action.rule, writes, findings: action.findings, limitPerHour: null };
};
