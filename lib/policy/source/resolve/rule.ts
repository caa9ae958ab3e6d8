import { isMapping } from '../../../model/json-value.ts';
import type { RuleKind, RuleParameters } from '../../../model/parameters.ts';
import type { ParameterChange, RemediationSetting, RuleSetting } from '../../../model/policy.ts';
import type { Mode } from '../../../model/words.ts';
import { mergeParameters } from '../../merge.ts';
import { ruleOf } from '../../registry.ts';
import type { WrittenRule } from '../check-rules.ts';
import { COMMON_MEMBERS, sourceOf, type WrittenMembers } from '../schema/rules.ts';
import { named, resolveMatch, type GroupsByName } from './match.ts';

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
    match: source.match === undefined ? null : resolveMatch(source.match, groups),
    parameters: parametersOf(rule, groups),
    remediation: remediationOf(rule),
    source: rule.at.keyAt,
  };
};

/** What an override writes of a rule's parameters, as a change; null when it writes none. */
export const changeOf = (
  kind: RuleKind,
  source: WrittenMembers,
  groups: GroupsByName,
): ParameterChange | null => {
  const { grows } = sourceOf(kind);
  const set: Record<string, unknown> = {};
  const add: Record<string, unknown> = {};
  for (const [member, value] of ownMembers(source)) {
    const resolved = resolveValue(member, value, groups);
    if (!grows.includes(member) || !isMapping(resolved)) {
      set[member] = resolved;
      continue;
    }
    const { add: more, ...rest } = resolved;
    if (more !== undefined) add[member] = more;
    if (Object.keys(rest).length > 0 || more === undefined) set[member] = rest;
  }
  return Object.keys(set).length + Object.keys(add).length === 0 ? null : { set, add };
};

const parametersOf = ({ kind, source }: WrittenRule, groups: GroupsByName): RuleParameters => {
  const written = changeOf(kind, source, groups) ?? { set: {}, add: {} };
  const { defaults } = ruleOf(kind);
  // Without a list of its own there is none to change member by member.
  const base =
    defaults.kind === 'snapshot-sharing' && 'allow' in written.set
      ? { ...defaults, allow: { accounts: [], organizations: [], units: [] } }
      : defaults;
  return mergeParameters(base, written);
};

const remediationOf = ({ kind, source, isIncluded }: WrittenRule): RemediationSetting | null => {
  // What is changed, and how fast, is said by the policy itself.
  if (isIncluded) return null;
  const { remediation, remediations } = ruleOf(kind);
  const written = source.remediate;
  if (written === undefined) return remediation;
  const [first] = remediations;
  if (written === 'none' || first === undefined) return null;
  const standard = remediation ?? { action: first, limitPerHour: null, approval: 'auto' };
  return { ...standard, ...written };
};

const ownMembers = (source: WrittenMembers): readonly (readonly [string, unknown])[] =>
  Object.entries(source).filter(([member, value]) => !COMMON_MEMBERS.has(member) && value !== undefined);

// The file says what AWS users say, the model what this project says.
const RENAMED: Readonly<Record<string, string>> = { orgs: 'organizations', ous: 'units' };
const OF_ACCOUNTS: ReadonlySet<string> = new Set(['accounts', 'owners', 'sourceOwners', 'ancestorOwners']);

/** A member's value with the groups that it names put in. */
const resolveValue = (member: string, value: unknown, groups: GroupsByName): unknown => {
  if (Array.isArray(value)) {
    const texts = value.filter((entry): entry is string => typeof entry === 'string');
    if (texts.length !== value.length) return value;
    if (OF_ACCOUNTS.has(member)) return named(texts, 'accounts', groups);
    return member === 'ous' ? named(texts, 'ous', groups) : texts;
  }
  if (!isMapping(value)) return value;
  // Names of tags are the user's: nothing in them is a member of ours.
  if (member === 'tags') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      RENAMED[name] ?? name,
      // { add: [...] } holds what the member itself holds.
      resolveValue(name === 'add' ? member : name, part, groups),
    ]),
  );
};
