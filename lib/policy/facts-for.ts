import type { Fact } from '../model/image.ts';
import type { Match, PolicyBundle, RuleSetting } from '../model/policy.ts';
import { ruleOf } from './registry.ts';
import { asksForImage, inScope, type ScopeSubject } from './scope.ts';
import { settingFor } from './setting-for.ts';

const ORDER: readonly Fact[] = ['image', 'launchPermission', 'snapshots'];

/**
 * The facts that must be read before `evaluate` can judge the rules that `touched` concerns in this account and region: what they
 * read, and `image` where an override, waiver or route that may hold here asks for the image's tags or name. Empty: nothing to judge.
 */
export const factsFor = (
  policy: PolicyBundle,
  touched: readonly Fact[],
  account: string,
  region: string,
): readonly Fact[] => {
  const subject: ScopeSubject = {
    account,
    region,
    image: null,
    facts: { kind: 'unread' },
    organization: null,
    severity: null,
  };
  const judged = policy.rules
    .filter((rule) => ruleOf(rule.parameters.kind).reads.some((fact) => touched.includes(fact)))
    .filter((rule) => !settingFor(policy, rule, subject).off);
  const needed = new Set(judged.flatMap((rule) => ruleOf(rule.parameters.kind).reads));
  const asks = (match: Match): boolean => asksForImage(match) && inScope(match, subject) !== 'no';
  if (judged.length > 0 && scopesOf(policy, judged).some(asks)) needed.add('image');
  return ORDER.filter((fact) => needed.has(fact));
};

const scopesOf = (policy: PolicyBundle, judged: readonly RuleSetting[]): readonly Match[] => {
  const ids = new Set(judged.map(({ id }) => id));
  return [
    ...policy.overrides.filter((override) => override.rules.some(({ id }) => ids.has(id))),
    ...policy.waivers.filter((waiver) => waiver.rules.some((id) => ids.has(id))),
    ...policy.notify.routes,
  ].map(({ match }) => match);
};
