import type {
  AllowList,
  ParameterChange,
  RuleOverride,
  RuleParameters,
  RuleSetting,
} from '../model/policy.ts';
import { ruleOf } from './registry.ts';

/** The rule with an override's changes: scalars and lists replace, `add` grows a list, tags merge by name. */
export const merge = (rule: RuleSetting, change: RuleOverride): RuleSetting => ({
  ...rule,
  mode: change.mode ?? rule.mode,
  severity: change.severity ?? rule.severity,
  graceSeconds: change.graceSeconds ?? rule.graceSeconds,
  enforceFrom: change.enforceFrom === undefined ? rule.enforceFrom : change.enforceFrom,
  parameters:
    change.parameters === undefined ? rule.parameters : mergeParameters(rule.parameters, change.parameters),
  remediation: mergeRemediation(rule, change),
});

const mergeRemediation = (rule: RuleSetting, { remediation }: RuleOverride): RuleSetting['remediation'] => {
  if (remediation === undefined) return rule.remediation;
  const base = rule.remediation ?? ruleOf(rule.parameters.kind).remediation;
  return remediation === null || base === null ? null : { ...base, ...remediation };
};

const mergeParameters = (parameters: RuleParameters, change: ParameterChange): RuleParameters => {
  if (parameters.kind === 'sharing' && change.kind === 'sharing') {
    return { kind: 'sharing', allow: grow({ ...parameters.allow, ...change.allow }, change.add) };
  }
  if (parameters.kind === 'encryption' && change.kind === 'encryption') {
    return { kind: 'encryption', kmsKeys: joined(change.kmsKeys ?? parameters.kmsKeys, change.add) };
  }
  if (parameters.kind === 'required-tags' && change.kind === 'required-tags') {
    const tags = Object.entries({ ...parameters.tags, ...change.tags });
    return {
      kind: 'required-tags',
      tags: Object.fromEntries(tags.filter(([, tag]) => tag !== null)) as typeof parameters.tags,
    };
  }
  return parameters;
};

const grow = (allow: AllowList, add: Partial<AllowList>): AllowList => ({
  accounts: joined(allow.accounts, add.accounts),
  organizations: joined(allow.organizations, add.organizations),
  units: joined(allow.units, add.units),
});

const joined = (list: readonly string[], more: readonly string[] | undefined): readonly string[] =>
  more === undefined ? list : [...new Set([...list, ...more])];
