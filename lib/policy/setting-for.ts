import type { PolicyBundle, RuleSetting } from '../model/policy.ts';
import type { Match } from '../model/policy.ts';
import type { Mode } from '../model/words.ts';
import { merge } from './merge.ts';
import { inScope, type ScopeSubject } from './scope.ts';

/**
 * A rule as it stands for one image. `unsure` holds the scopes of the overrides of which nobody can tell whether they hold
 * here; `off` is true only when the rule is off whichever of them do.
 */
export interface ScopedSetting {
  readonly rule: RuleSetting;
  readonly unsure: readonly Match[];
  readonly off: boolean;
}

/** The rule with every override that holds here, in the order of the file. */
export const settingFor = (policy: PolicyBundle, rule: RuleSetting, subject: ScopeSubject): ScopedSetting => {
  let merged = rule;
  let modes = new Set<Mode>([rule.mode]);
  const unsure: Match[] = [];
  for (const override of policy.overrides) {
    const change = override.rules.find(({ id }) => id === rule.id);
    if (change === undefined) continue;
    const scope = inScope(override.match, subject);
    if (scope === 'no') continue;
    if (scope === 'unknown') unsure.push(override.match);
    else merged = merge(merged, change);
    if (change.mode !== undefined) modes = new Set(scope === 'yes' ? [change.mode] : [...modes, change.mode]);
  }
  return { rule: merged, unsure, off: modes.size === 1 && modes.has('off') };
};

/** The mode at an instant: `enforceFrom` promotes from that instant on, except a rule that is off. */
export const modeAt = (rule: RuleSetting, now: Date): Mode => {
  if (rule.mode === 'off' || rule.enforceFrom === null) return rule.mode;
  return Date.parse(rule.enforceFrom) <= now.getTime() ? 'enforce' : rule.mode;
};
