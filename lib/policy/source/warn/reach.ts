import type { RuleOverride, RuleSetting } from '../../../model/policy.ts';
import type { ResolvedPolicy } from '../resolve/written.ts';

/** Which modes a rule can come to, by itself and by the overrides. */
export interface Reach {
  readonly isOn: boolean;
  readonly enforces: boolean;
}

/** The reach of every rule, by name. An override that holds nowhere counts as if it did. */
export const reachOf = ({ rules, overrides }: ResolvedPolicy['content']): ReadonlyMap<string, Reach> => {
  const changes = new Map<string, RuleOverride[]>();
  for (const change of overrides.flatMap((override) => override.rules)) {
    const list = changes.get(change.id) ?? [];
    changes.set(change.id, list);
    list.push(change);
  }
  return new Map(rules.map((rule) => [rule.id, reach(rule, changes.get(rule.id) ?? [])]));
};

const reach = (rule: RuleSetting, changes: readonly RuleOverride[]): Reach => {
  const modes = [rule.mode, ...changes.flatMap(({ mode }) => mode ?? [])];
  const dates = [rule.enforceFrom, ...changes.map(({ enforceFrom }) => enforceFrom ?? null)];
  const isOn = modes.some((mode) => mode !== 'off');
  return { isOn, enforces: modes.includes('enforce') || (isOn && dates.some((date) => date !== null)) };
};
