import type { RuleKind } from '../../../model/parameters.ts';
import type { Match, RuleSetting, Waiver } from '../../../model/policy.ts';
import { rules as definitions } from '../../registry.ts';
import { disjoint } from '../scope-relation.ts';
import { locate, type Located, type Problem } from '../source-file.ts';
import { Steps } from '../steps.ts';
import { reachOf, type Reach } from './reach.ts';
import type { Warned } from './warned.ts';

const MOST_STEPS = 20_000_000;
const MOST_WARNINGS = 250;

/** Matches, overrides and waivers that can meet nothing of the rules that they are for. */
export const warnOfUnmet = ({ content, written }: Warned): readonly Problem[] => {
  const steps = new Steps(MOST_STEPS);
  const rules = new Map(content.rules.map((rule) => [rule.id, rule]));
  const reach = reachOf(content);
  const ofRules = content.rules.flatMap((rule, index) => {
    const at = written.rules[index]?.at.parts.get('match');
    return at === undefined || rule.match === null ? [] : [unmet(rule, rule.match, at.keyAt, null)];
  });
  const ofOverrides = content.overrides.flatMap(({ match, rules: changes }) =>
    changes.map(({ id, source }) => unmet(rules.get(id), match, source, steps)),
  );
  const ofWaivers = content.waivers.flatMap((waiver, index) =>
    waiver.rules.map((id, number) => {
      const at = written.waivers[index]?.at ?? written.root;
      const place = locate(at, ['rules', number]) ?? at;
      return waived(waiver, rules.get(id), reach.get(id), place, steps);
    }),
  );
  return [...ofRules, ...ofOverrides, ...ofWaivers]
    .flatMap((warning) => warning ?? [])
    .slice(0, MOST_WARNINGS);
};

const unmet = (
  rule: RuleSetting | undefined,
  match: Match,
  at: Problem['at'],
  steps: Steps | null,
): Problem | null => {
  if (rule === undefined) return null;
  if (asksForImages(match) && isOfAccounts(rule.parameters.kind)) {
    return { at, message: `this can never hold: \`${rule.id}\` judges accounts and regions, and not images` };
  }
  if (steps === null || rule.match === null || !disjoint(rule.match, match, steps)) return null;
  return { at, message: `this can never hold: \`${rule.id}\` is asked for by its own match elsewhere only` };
};

const waived = (
  waiver: Waiver,
  rule: RuleSetting | undefined,
  reach: Reach | undefined,
  { at }: Located,
  steps: Steps,
): Problem | null => {
  if (rule === undefined) return null;
  const say = (why: string): Problem => ({
    at,
    message: `waiver ${waiver.id} covers nothing of \`${rule.id}\`: ${why}`,
  });
  if (reach?.isOn === false) return say('the rule is off everywhere');
  const { principals } = waiver;
  if (principals !== undefined && !OF_PRINCIPALS.includes(rule.parameters.kind)) {
    return say('its findings are not about principals');
  }
  if (rule.parameters.kind === 'public-sharing' && principals?.includes('public') === false) {
    return say('its findings are about `public` alone');
  }
  if (asksForImages(waiver.match) && isOfAccounts(rule.parameters.kind)) {
    return say('it judges accounts and regions, and not images');
  }
  if (rule.match !== null && disjoint(rule.match, waiver.match, steps))
    return say('its own match holds elsewhere only');
  return null;
};

const OF_PRINCIPALS: readonly RuleKind[] = ['public-sharing', 'sharing', 'snapshot-sharing'];

const asksForImages = ({ images, imageTags }: Match): boolean =>
  images !== undefined || imageTags !== undefined;

const isOfAccounts = (kind: RuleKind): boolean =>
  definitions.filter(({ id }) => id === kind).every(({ subject }) => subject === 'account-region');
