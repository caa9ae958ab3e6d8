import type { Match, OverrideSetting, PolicyBundle, RuleSetting } from '../model/policy.ts';
import type { Mode } from '../model/words.ts';
import { merge } from './merge.ts';
import { inScope, type ScopeSubject } from './scope.ts';

/**
 * A rule as it stands for one subject. `applied` are the overrides that hold here, in order; `unsure` the scopes of those, and of
 * the rule's own `match`, of which nobody can tell; `off` is true only when the rule is off, or asked for elsewhere only, whichever of them do.
 */
export interface ScopedSetting {
  readonly rule: RuleSetting;
  readonly applied: readonly OverrideSetting[];
  readonly unsure: readonly UnsureScope[];
  readonly off: 'mode' | 'match' | null;
}

/** A scope of which nobody can tell whether it holds, and what it belongs to. */
export interface UnsureScope {
  readonly match: Match;
  readonly what: string;
}

/** The rule with every override that holds here, in the order of the file. */
export const settingFor = (policy: PolicyBundle, rule: RuleSetting, subject: ScopeSubject): ScopedSetting => {
  let merged = rule;
  let modes: readonly Mode[] = [rule.mode];
  const applied: OverrideSetting[] = [];
  const unsure: UnsureScope[] = [];
  const own = rule.match === null ? 'yes' : inScope(rule.match, subject);
  if (rule.match !== null && own === 'unknown')
    unsure.push({ match: rule.match, what: `the match of ${rule.id}` });
  for (const override of policy.overrides) {
    const change = override.rules.find(({ id }) => id === rule.id);
    if (change === undefined) continue;
    const scope = inScope(override.match, subject);
    if (scope === 'no') continue;
    if (scope === 'unknown') unsure.push({ match: override.match, what: `override ${override.name}` });
    else {
      merged = merge(merged, change);
      applied.push(override);
    }
    if (change.mode !== undefined) modes = scope === 'yes' ? [change.mode] : [...modes, change.mode];
  }
  const isOff = modes.every((mode) => mode === 'off');
  return { rule: merged, applied, unsure, off: own === 'no' ? 'match' : isOff ? 'mode' : null };
};

/** The mode at an instant: `enforceFrom` promotes from that instant on, except a rule that is off. */
export const modeAt = (rule: RuleSetting, now: Date): Mode => {
  if (rule.mode === 'off' || rule.enforceFrom === null) return rule.mode;
  return Date.parse(rule.enforceFrom) <= now.getTime() ? 'enforce' : rule.mode;
};
