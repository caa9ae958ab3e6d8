import type { Fact } from '../model/image.ts';
import type { Match, PolicyBundle, RuleSetting } from '../model/policy.ts';
import type { SubjectKind } from '../model/subject.ts';
import { merge } from './merge.ts';
import { ruleFor } from './registry.ts';
import { asksForImage, inScope, type ScopeSubject } from './scope.ts';
import { settingFor } from './setting-for.ts';

/**
 * The facts that must be read before `evaluate` can judge the rules that `touched` concerns in this account and region: what they
 * read, and `image` where an override, waiver or route that may hold here asks for the image's tags or name. Empty: nothing to judge.
 */
export const factsFor = (
  policy: PolicyBundle,
  touched: readonly Fact[],
  account: string,
  region: string,
  subjectKind: SubjectKind = 'image',
): readonly Fact[] => {
  const subject = subjectOf(account, region, subjectKind);
  const judged = policy.rules.flatMap((rule) => {
    const facts = factsOf(policy, rule, subject, subjectKind);
    return facts.some((fact) => touched.includes(fact)) ? [{ rule, facts }] : [];
  });
  const needed = new Set(judged.flatMap(({ facts }) => facts));
  const scopes = scopesOf(
    policy,
    judged.map(({ rule }) => rule),
  );
  if (judged.length > 0 && scopes.some((match) => asksForImage(match) && inScope(match, subject) !== 'no')) {
    needed.add('image');
  }
  return [...needed].toSorted();
};

/** Everything that the rules of a policy read of such a subject in this account and region. */
export const factsOfRules = (
  policy: PolicyBundle,
  account: string,
  region: string,
  subjectKind: SubjectKind,
): readonly Fact[] => {
  const subject = subjectOf(account, region, subjectKind);
  const touched = policy.rules.flatMap((rule) => factsOf(policy, rule, subject, subjectKind));
  return factsFor(policy, touched, account, region, subjectKind);
};

const subjectOf = (account: string, region: string, subjectKind: SubjectKind): ScopeSubject => ({
  account,
  region,
  hasImage: subjectKind !== 'account-region',
  image: null,
  facts: { kind: 'unread' },
  organization: null,
  severity: null,
});

/** What a rule reads here, whichever of the overrides hold that nobody can tell of yet. Nothing when it is off here whichever do. */
export const factsOf = (
  policy: PolicyBundle,
  base: RuleSetting,
  subject: ScopeSubject,
  subjectKind: SubjectKind,
): readonly Fact[] => {
  const definition = ruleFor(base.parameters.kind, subjectKind);
  const setting = settingFor(policy, base, subject);
  if (definition === null || setting.off !== null) return [];
  // What parameters ask for hangs on one member each, so each override that may hold is tried by itself.
  const changed = policy.overrides
    .filter((override) => inScope(override.match, subject) === 'unknown')
    .flatMap((override) => override.rules.filter(({ id }) => id === base.id))
    .map((change) => merge(setting.rule, change));
  return [setting.rule, ...changed].flatMap(({ parameters }) => {
    const { needs, also } = definition.factsFor(parameters);
    return [...needs, ...also];
  });
};

/** `snapshot-sharing` asks for those of `sharing` as well; but it reads the image anyway, which is all that a scope can ask for. */
const scopesOf = (policy: PolicyBundle, judged: readonly RuleSetting[]): readonly Match[] => {
  const ids = new Set(judged.map(({ id }) => id));
  return [
    ...judged.flatMap(({ match }) => match ?? []),
    ...policy.overrides
      .filter((override) => override.rules.some(({ id }) => ids.has(id)))
      .map(({ match }) => match),
    ...policy.waivers.filter((waiver) => waiver.rules.some((id) => ids.has(id))).map(({ match }) => match),
    ...policy.notify.routes.map(({ match }) => match),
  ];
};
