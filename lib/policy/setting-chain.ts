import { isMapping } from '../model/json-value.ts';
import type { PolicyBundle, RuleSetting, SourcePosition } from '../model/policy.ts';
import { merge } from './merge.ts';
import { ruleOf } from './registry.ts';
import { inScope, type Scope, type ScopeSubject } from './scope.ts';
import { scopeReasons, type ScopeReason } from './scope-reasons.ts';

/** One member of a rule that a step changes: `mode`, `graceSeconds`, `allow.accounts`, `tags.Owner`, … `from` is undefined where it was not there. */
export interface MemberChange {
  readonly member: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** One step on the way to what a rule is set to for a subject: what it changed, or would have changed where it does not hold. */
export interface ChainStep {
  readonly kind: 'rule' | 'override';
  readonly name: string;
  /** `yes`: it holds here and was applied. */
  readonly scope: Scope;
  readonly reasons: readonly ScopeReason[];
  readonly changes: readonly MemberChange[];
  readonly source: SourcePosition;
}

/** What a member is set to in the end, and by whom; `source` is null for the default of the rule's kind. */
interface MemberSource {
  readonly member: string;
  readonly value: unknown;
  readonly setBy: string;
  readonly source: SourcePosition | null;
}

export interface SettingChain {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly steps: readonly ChainStep[];
  readonly members: readonly MemberSource[];
}

/** How a rule came to be what it is for a subject: its kind's defaults, the rule, and every override that names it, in order. */
export const settingChain = (
  policy: PolicyBundle,
  rule: RuleSetting,
  subject: ScopeSubject,
): SettingChain => {
  const defaults = defaultsOf(rule);
  const own = rule.match === null ? [] : scopeReasons(rule.match, subject);
  const steps: ChainStep[] = [
    {
      kind: 'rule',
      name: rule.id,
      scope: rule.match === null ? 'yes' : inScope(rule.match, subject),
      reasons: own,
      changes: difference(defaults, membersOf(rule)),
      source: rule.source,
    },
  ];
  let merged = rule;
  for (const override of policy.overrides) {
    const change = override.rules.find(({ id }) => id === rule.id);
    if (change === undefined) continue;
    const scope = inScope(override.match, subject);
    const next = merge(merged, change);
    steps.push({
      kind: 'override',
      name: override.name,
      scope,
      reasons: scopeReasons(override.match, subject),
      changes: difference(membersOf(merged), membersOf(next)),
      source: change.source,
    });
    if (scope === 'yes') merged = next;
  }
  return { defaults, steps, members: setBy(membersOf(merged), steps) };
};

type Members = Readonly<Record<string, unknown>>;

/** The mode is nobody's default: it is the rule's own, or else the policy's. */
const defaultsOf = ({ parameters }: RuleSetting): Members => {
  const { severity, remediation, defaults } = ruleOf(parameters.kind);
  return {
    severity,
    graceSeconds: 0,
    enforceFrom: null,
    ...flat(remediation, 'remediation'),
    ...flat(defaults, ''),
  };
};

const membersOf = ({
  mode,
  severity,
  graceSeconds,
  enforceFrom,
  remediation,
  parameters,
}: RuleSetting): Members => ({
  mode,
  severity,
  graceSeconds,
  enforceFrom,
  ...flat(remediation, 'remediation'),
  ...flat(parameters, ''),
});

/** Mappings by their members, and these by theirs, as policies change them; lists, scalars and what lies deeper whole. */
const flat = (value: unknown, path: string): Members => {
  if (!isMapping(value) || path.includes('.')) return { [path]: value };
  const entries = Object.entries(value).filter(([name]) => path !== '' || name !== 'kind');
  return Object.assign(
    {},
    ...entries.map(([name, member]) => flat(member, path === '' ? name : `${path}.${name}`)),
  ) as Members;
};

const difference = (before: Members, after: Members): readonly MemberChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((member) => JSON.stringify(before[member]) !== JSON.stringify(after[member]))
    // Where a mapping takes the place of null, or the other way round, its members tell it.
    .filter((member) => member in after || !Object.keys(after).some((name) => name.startsWith(`${member}.`)))
    .map((member) => ({ member, from: before[member], to: after[member] }));

const setBy = (members: Members, steps: readonly ChainStep[]): readonly MemberSource[] =>
  Object.entries(members).map(([member, value]) => {
    const step = steps.findLast(
      ({ kind, scope, changes }) =>
        (kind === 'rule' || scope === 'yes') && changes.some((change) => change.member === member),
    );
    if (step === undefined) return { member, value, setBy: 'default', source: null };
    const name = step.kind === 'override' ? `override ${step.name}` : `rule ${step.name}`;
    return { member, value, setBy: name, source: step.source };
  });
