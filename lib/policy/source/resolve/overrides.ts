import type { Match, OverrideSetting, RuleOverride, RuleSetting } from '../../../model/policy.ts';
import { mergeParameters } from '../../merge.ts';
import { ruleOf } from '../../registry.ts';
import type { WrittenChange } from '../check-rules.ts';
import { disjoint } from '../scope-relation.ts';
import type { Problem } from '../source-file.ts';
import { Steps } from '../steps.ts';
import { resolveMatch, type GroupsByName } from './match.ts';
import { resolveChange } from './override.ts';
import { checkStricter, earlierOf, type Earlier } from './strengthen.ts';
import type { WrittenPolicy } from './written.ts';

const MOST_STEPS = 100_000_000;
const MOST_MERGES = 1_000_000;

interface Made extends Earlier {
  readonly match: Match;
}

/** The overrides of all files in order. Those of included files, and those of locked rules, are held to making stricter. */
export const resolveOverrides = (
  { overrides, rules: writtenRules, groups, isWhole }: WrittenPolicy,
  rules: readonly RuleSetting[],
): { readonly settings: readonly OverrideSetting[]; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const [steps, merges] = [new Steps(MOST_STEPS), new Steps(MOST_MERGES)];
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const written = new Map(writtenRules.map((rule) => [rule.id, rule]));
  const lends = lenderOf(rules, (id) => written.get(id)?.source.locked === true);
  const made = new Map<string, Made[]>();
  const settings = overrides.map((override, index): OverrideSetting => {
    const changes = override.changes.map((change) => resolveOne(change, known.get(change.id), groups));
    const setting: OverrideSetting = {
      name: override.source.name ?? `override-${String(index + 1)}`,
      match: resolveMatch(override.source.match, groups),
      rules: changes.map(({ change }) => change),
      source: override.at.at,
    };
    for (const { change, from, problem } of changes) {
      const rule = known.get(change.id);
      const source = written.get(change.id);
      if (problem !== null) problems.push(problem);
      if (rule === undefined || source === undefined) continue;
      if (source.source.locked === true)
        problems.push(...checkStricter(rule, [], change, from, 'locked', merges));
      else if (rule === lends && !(override.isIncluded && isWhole))
        problems.push(...checkStricter(rule, [], change, from, 'lent', merges));
      else if (override.isIncluded && isWhole) {
        // A file may say of its own rules what it likes.
        const isOwn = source.at.keyAt.file === override.file;
        const earlier = isOwn ? [] : meeting(made.get(change.id) ?? [], setting.match, steps);
        problems.push(...checkStricter(rule, earlier, change, from, isOwn ? 'own' : 'included', merges));
      }
      const list = made.get(change.id) ?? [];
      made.set(change.id, list);
      list.push({ ...earlierOf(change, from), match: setting.match });
    }
    return setting;
  });
  return { settings, problems };
};

/** The rule whose list a locked `snapshot-sharing` without one of its own follows; undefined for none. */
const lenderOf = (
  rules: readonly RuleSetting[],
  isLocked: (id: string) => boolean,
): RuleSetting | undefined => {
  const follows = rules.some(
    ({ id, parameters }) =>
      parameters.kind === 'snapshot-sharing' && parameters.allow === null && isLocked(id),
  );
  return follows ? rules.find(({ id }) => id === 'sharing') : undefined;
};

/** Those changes before that may hold where this match does; null when there are too many to look through. */
const meeting = (before: readonly Made[], match: Match, steps: Steps): readonly Made[] | null => {
  if (!steps.take(10 * before.length)) return null;
  return before.filter((other) => !disjoint(other.match, match, steps));
};

interface Resolved {
  readonly change: RuleOverride;
  readonly from: WrittenChange;
  /** A change that the rule as it is written cannot take. */
  readonly problem: Problem | null;
}

const resolveOne = (from: WrittenChange, rule: RuleSetting | undefined, groups: GroupsByName): Resolved => {
  const change = withWholeList(resolveChange(from, groups), rule);
  // What is wrong with an expression has been told where it stands.
  if (rule === undefined || change.parameters === undefined || from.kind === 'cel')
    return { change, from, problem: null };
  const { set, add } = change.parameters;
  const merged = mergeParameters(rule.parameters, change.parameters);
  if (ruleOf(rule.parameters.kind).parameters.safeParse(merged).success)
    return { change, from, problem: null };
  const member = Object.keys({ ...set, ...add })[0] ?? '';
  return {
    change,
    from,
    problem: {
      at: from.at.parts.get(member)?.keyAt ?? from.at.keyAt,
      message: `\`${member}\` does not fit what \`${rule.id}\` says: expected all of it, for there is nothing to add to`,
    },
  };
};

/** Where a rule has no list of whom it allows, an override's is a whole one. */
const withWholeList = (change: RuleOverride, rule: RuleSetting | undefined): RuleOverride => {
  const { parameters } = change;
  const allow = parameters?.set['allow'];
  const hasNone = rule?.parameters.kind === 'snapshot-sharing' && rule.parameters.allow === null;
  if (parameters === undefined || !hasNone || typeof allow !== 'object' || allow === null) return change;
  const whole = { accounts: [], organizations: [], units: [], ...allow };
  return { ...change, parameters: { ...parameters, set: { ...parameters.set, allow: whole } } };
};
