import type { PolicyBundle, RuleSetting } from '../model/policy.ts';
import { merge } from './merge.ts';
import { inScope, type ScopeSubject } from './scope.ts';

/** A rule as it stands for one image; `unsure` names the overrides of which nobody can tell whether they hold here. */
export interface ScopedSetting {
  readonly rule: RuleSetting;
  readonly unsure: readonly string[];
}

/** The rule with every override that holds here, in the order of the file. */
export const settingFor = (policy: PolicyBundle, rule: RuleSetting, subject: ScopeSubject): ScopedSetting => {
  let merged = rule;
  const unsure: string[] = [];
  for (const override of policy.overrides) {
    const change = override.rules.find(({ id }) => id === rule.id);
    if (change === undefined) continue;
    const scope = inScope(override.match, subject);
    if (scope === 'yes') merged = merge(merged, change);
    if (scope === 'unknown') unsure.push(override.name);
  }
  return { rule: merged, unsure };
};
