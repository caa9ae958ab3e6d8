import type { PolicyBundle, RuleSetting } from '../../../model/policy.ts';

/**
 * The rules of `before` of which the two policies may say different things: all that can have a part in a rule's verdict, waivers
 * and overrides included, is compared. For every other rule one evaluation is the word of both.
 */
export const differingRules = (before: PolicyBundle, after: PolicyBundle): ReadonlySet<string> => {
  const others = new Map(after.rules.map((rule) => [rule.id, essenceOf(rule, after)]));
  const differing = before.rules.filter((rule) => others.get(rule.id) !== essenceOf(rule, before));
  // It may go by the list of the rule sharing, which must be there then.
  const borrows = differing.some(({ parameters }) => parameters.kind === 'snapshot-sharing');
  const lenders = before.rules.filter(({ id }) => borrows && id === 'sharing');
  return new Set([...differing, ...lenders].map(({ id }) => id));
};

/** All that a rule's verdict and findings depend on, as text; what is equal in both policies is judged alike. */
const essenceOf = (rule: RuleSetting, policy: PolicyBundle): string => {
  const { kind } = rule.parameters;
  const lenders = kind === 'snapshot-sharing' ? policy.rules.filter(({ id }) => id === 'sharing') : [];
  const parts = [rule, ...lenders].map((one) => ({
    rule: one,
    overrides: policy.overrides
      .filter((override) => override.rules.some(({ id }) => id === one.id))
      .map(({ name, match, rules }) => ({ name, match, change: rules.find(({ id }) => id === one.id) })),
    waivers: policy.waivers.filter((waiver) => waiver.rules.includes(one.id)),
  }));
  const text = { parts, groups: kind === 'cel' ? policy.groups : null };
  // Where something stands in a file decides nothing.
  return JSON.stringify(text, (key, value: unknown) =>
    key === 'source' && isPosition(value) ? undefined : value,
  );
};

const isPosition = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'line' in value;
