import type {
  AllowList,
  RemediationSetting,
  RuleParameters,
  RuleSetting,
  TagRequirement,
} from '../../../model/policy.ts';
import type { Mode } from '../../../model/words.ts';
import { ruleOf } from '../../registry.ts';
import type { WrittenRule } from '../check-rules.ts';
import { named, type GroupsByName } from './match.ts';

interface AllowSource {
  readonly accounts?: readonly string[] | undefined;
  readonly orgs?: readonly string[] | undefined;
  readonly ous?: readonly string[] | undefined;
}
type RemediateSource =
  | 'none'
  | {
      readonly action?: RemediationSetting['action'] | undefined;
      readonly limit?: { readonly perHour: number } | undefined;
      readonly approval?: RemediationSetting['approval'] | undefined;
    };
type TagSource =
  true | { readonly pattern?: string | undefined; readonly values?: readonly string[] | undefined };

/** A rule with its kind's defaults and the policy's mode under what the file says. */
export const resolveRule = (rule: WrittenRule, mode: Mode, groups: GroupsByName): RuleSetting => {
  const { source } = rule;
  const definition = ruleOf(rule.kind);
  return {
    id: rule.id,
    mode: source.mode ?? mode,
    severity: source.severity ?? definition.severity,
    graceSeconds: source.grace ?? 0,
    enforceFrom: source.enforceFrom ?? null,
    parameters: parametersOf(rule, groups),
    remediation: remediationOf(rule),
    source: rule.at.keyAt,
  };
};

/** The members of an allow list that are written, groups put in. */
export const resolveAllow = (source: AllowSource, groups: GroupsByName): Partial<AllowList> => ({
  ...(source.accounts === undefined ? {} : { accounts: named(source.accounts, 'accounts', groups) }),
  ...(source.orgs === undefined ? {} : { organizations: source.orgs }),
  ...(source.ous === undefined ? {} : { units: named(source.ous, 'ous', groups) }),
});

/** The members of a remediation that are written; null for `none`. */
export const resolveRemediate = (source: RemediateSource): Partial<RemediationSetting> | null =>
  source === 'none'
    ? null
    : {
        ...(source.action === undefined ? {} : { action: source.action }),
        ...(source.limit === undefined ? {} : { limitPerHour: source.limit.perHour }),
        ...(source.approval === undefined ? {} : { approval: source.approval }),
      };

/** What a tag must be, as data. */
export const resolveTag = (source: TagSource): TagRequirement => {
  if (source === true) return { kind: 'present' };
  if (source.pattern !== undefined) return { kind: 'pattern', pattern: source.pattern };
  return { kind: 'values', values: source.values ?? [] };
};

const parametersOf = (rule: WrittenRule, groups: GroupsByName): RuleParameters => {
  switch (rule.kind) {
    case 'public-sharing':
      return { kind: rule.kind };
    case 'sharing': {
      const nobody = { accounts: [], organizations: [], units: [] };
      return { kind: rule.kind, allow: { ...nobody, ...resolveAllow(rule.source.allow ?? {}, groups) } };
    }
    case 'encryption':
      return { kind: rule.kind, kmsKeys: rule.source.kmsKeys ?? [] };
    case 'required-tags': {
      const tags = Object.entries(rule.source.tags).map(
        ([tag, source]) => [tag, resolveTag(source)] as const,
      );
      return { kind: rule.kind, tags: Object.fromEntries(tags) };
    }
  }
};

const remediationOf = (rule: WrittenRule): RemediationSetting | null => {
  const standard = ruleOf(rule.kind).remediation;
  if (rule.kind === 'encryption' || rule.kind === 'required-tags' || standard === null) return standard;
  const written = rule.source.remediate === undefined ? {} : resolveRemediate(rule.source.remediate);
  return written === null ? null : { ...standard, ...written };
};
