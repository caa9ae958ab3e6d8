import { isList, isMapping } from '../model/json-value.ts';
import type { RuleParameters } from '../model/parameters.ts';
import type { ParameterChange, RuleOverride, RuleSetting } from '../model/policy.ts';
import { ruleOf } from './registry.ts';

// The same few overrides hold for most subjects; and what is prepared for parameters, such as expressions, hangs on their object.
const merged = new WeakMap<RuleSetting, WeakMap<RuleOverride, RuleSetting>>();

/**
 * The rule with an override's changes: scalars and lists replace, `add` grows a list, mappings change member by member. The same
 * objects give the same object.
 */
export const merge = (rule: RuleSetting, change: RuleOverride): RuleSetting => {
  const known = merged.get(rule)?.get(change);
  if (known !== undefined) return known;
  const made = mergeAnew(rule, change);
  const ofRule = merged.get(rule) ?? new WeakMap<RuleOverride, RuleSetting>();
  merged.set(rule, ofRule.set(change, made));
  return made;
};

const mergeAnew = (rule: RuleSetting, change: RuleOverride): RuleSetting => ({
  ...rule,
  mode: change.mode ?? rule.mode,
  severity: change.severity ?? rule.severity,
  graceSeconds: change.graceSeconds ?? rule.graceSeconds,
  enforceFrom: change.enforceFrom === undefined ? rule.enforceFrom : change.enforceFrom,
  parameters:
    change.parameters === undefined ? rule.parameters : mergeParameters(rule.parameters, change.parameters),
  remediation: mergeRemediation(rule, change),
});

/**
 * The parameters with a change. What comes out has the shape of the rule's kind as long as the change was made for it, which
 * the compiler and the loader of bundles see to.
 */
export const mergeParameters = <Parameters extends RuleParameters>(
  parameters: Parameters,
  { set, add }: ParameterChange,
): Parameters => {
  const merged: Record<string, unknown> = { ...parameters };
  for (const [member, value] of Object.entries(set)) merged[member] = put(merged[member], value);
  for (const [member, value] of Object.entries(add)) merged[member] = grow(merged[member], value);
  return merged as Parameters;
};

/** Of a mapping each member stands for itself, and null takes one away; anything else is replaced whole. */
const put = (base: unknown, value: unknown): unknown =>
  isMapping(base) && isMapping(value)
    ? Object.fromEntries(Object.entries({ ...base, ...value }).filter(([, member]) => member !== null))
    : value;

const grow = (base: unknown, more: unknown): unknown => {
  if (isList(more)) return [...new Set([...(isList(base) ? base : []), ...more])];
  if (!isMapping(more)) return base;
  const grown = isMapping(base) ? base : {};
  return {
    ...grown,
    ...Object.fromEntries(Object.entries(more).map(([member, list]) => [member, grow(grown[member], list)])),
  };
};

const mergeRemediation = (rule: RuleSetting, { remediation }: RuleOverride): RuleSetting['remediation'] => {
  if (remediation === undefined) return rule.remediation;
  const base = rule.remediation ?? ruleOf(rule.parameters.kind).remediation;
  if (remediation === null) return null;
  if (base !== null) return { ...base, ...remediation };
  const { action } = remediation;
  return action === undefined ? null : { limitPerHour: null, approval: 'manual', ...remediation, action };
};
