import type { Action, Plan } from '../model/plan.ts';
import { narrowWrite } from './writes.ts';

/**
 * The part of a planned action that is still called for: what it names and `fresh`, the plan made of the state just
 * observed, names too. Null when nothing is. An action never grows: what is new since then has an event of its own.
 */
export const narrowAction = (action: Action, fresh: Plan | null): Action | null => {
  const now = fresh?.actions.find((other) => other.action === action.action && other.rule === action.rule);
  if (now === undefined) return null;
  const writes = action.writes.flatMap((write) => narrowWrite(write, now.writes) ?? []);
  if (writes.length === 0) return null;
  const findings = action.findings.filter((id) => now.findings.includes(id));
  return { ...withLimitsOf(action, now), writes, findings };
};

/** The action with the limits of another, in the place of its own. */
export const withLimitsOf = (
  { limitPerHourInAll: _, ...action }: Action,
  { limitPerHour, limitPerHourInAll }: Action,
): Action => ({
  ...action,
  limitPerHour,
  ...(limitPerHourInAll === undefined ? {} : { limitPerHourInAll }),
});
