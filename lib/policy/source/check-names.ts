import { MOST_UNKNOWN, unknownRule, type NamedRules } from './check-rules.ts';
import { didYouMean, someOf } from './did-you-mean.ts';
import { isOfTeam, type PolicyFile } from './include/follow.ts';
import { locate, placeText, type Located, type Problem } from './source-file.ts';

/** The groups of all files by name, as written. */
export type Groups = ReadonlyMap<string, Located>;

// A group is put in wherever it is named: a few lines could otherwise make a bundle of gigabytes.
const MOST_PUT_IN = 500_000;

/** Collects the groups of all files; one that stands in two is a problem. */
export const groupsOf = (
  roots: readonly Located[],
): { readonly groups: Groups; readonly problems: readonly Problem[] } => {
  const groups = new Map<string, Located>();
  const problems: Problem[] = [];
  for (const root of roots) {
    for (const [name, group] of locate(root, ['groups'])?.parts ?? []) {
      const first = groups.get(name);
      if (first === undefined) groups.set(name, group);
      else {
        problems.push({
          at: group.keyAt,
          message: `group \`${name}\` stands in ${placeText(first.keyAt)} already: expected once`,
        });
      }
    }
  }
  return { groups, problems };
};

/** The groups that a file may name: one of a team says what the team's own files mean, and not what the policy does. */
export const groupsFor = (file: PolicyFile, files: readonly PolicyFile[], groups: Groups): Groups => {
  if (isOfTeam(file)) return groups;
  const teams = new Set(files.filter(isOfTeam).map(({ name }) => name));
  return new Map([...groups].filter(([, group]) => !teams.has(group.keyAt.file)));
};

/** What was wrong with names. `used` are the groups named; `isTooLarge`: they cannot all be put in. */
export interface NameChecks {
  readonly problems: readonly Problem[];
  readonly used: ReadonlySet<string>;
  readonly isTooLarge: boolean;
}

/** Holds every name of a group and of a rule against what there is, however wrong the rest may be. */
export const checkNames = (files: readonly PolicyFile[], rules: NamedRules, groups: Groups): NameChecks => {
  const inGroups = checkGroups(files, groups);
  const roots = files.map(({ root }) => root);
  const inRules = rules.size === 0 ? [] : checkRuleNames(roots, rules);
  return { ...inGroups, problems: [...inGroups.problems, ...inRules] };
};

const checkGroups = (files: readonly PolicyFile[], groups: Groups): NameChecks => {
  const problems: Problem[] = [];
  const used = new Set<string>();
  const known = [...groups.keys()];
  const sizes = new Map([...groups].map(([name, group]) => [name, sizeOf(group)]));
  let putIn = 0;
  const allowed = new Map(files.map((file) => [file.name, groupsFor(file, files, groups)]));
  for (const { node, member } of files.flatMap(({ root }) => groupNames(root))) {
    const name = String(node.value).slice(1);
    used.add(name);
    const group = groups.get(name);
    if (group !== undefined && allowed.get(node.at.file)?.has(name) === false) {
      problems.push({ at: node.at, message: ofTeam(name, group) });
      continue;
    }
    if (group === undefined) {
      if (problems.length < MOST_UNKNOWN) problems.push(unknownGroup(name, node, known));
      continue;
    }
    if (member !== 'match' && [...group.parts.keys()].some((key) => key !== member)) {
      problems.push({
        at: node.at,
        message: `group \`@${name}\` says more than ${member}: expected a group of ${member} alone here (or match: "@${name}")`,
      });
    }
    const before = putIn;
    putIn += sizes.get(name) ?? 0;
    if (before <= MOST_PUT_IN && putIn > MOST_PUT_IN) {
      problems.push({
        at: node.at,
        message: `too large with \`@${name}\` put in: expected at most ${String(MOST_PUT_IN)} entries of groups, wherever they are named`,
      });
    }
  }
  return { problems, used, isTooLarge: putIn > MOST_PUT_IN };
};

const ofTeam = (name: string, { keyAt }: Located): string =>
  `group \`@${name}\` stands in ${placeText(keyAt)}, which may only strengthen: expected one of the policy itself, or an include of that file that says \`may: [groups]\``;

const unknownGroup = (name: string, { at }: Located, known: readonly string[]): Problem => {
  const expected =
    known.length === 0
      ? 'there are no groups'
      : `expected one of ${someOf(known.map((group) => `@${group}`))}`;
  return { at, message: `unknown group \`@${name}\`${didYouMean(name, known)}: ${expected}` };
};

const sizeOf = (group: Located): number =>
  [...group.parts.values()].reduce((sum, { parts }) => sum + Math.max(1, parts.size), 0);

/** Where waivers and tests name rules. */
const checkRuleNames = (roots: readonly Located[], rules: NamedRules): readonly Problem[] => {
  const known = [...rules.keys()];
  const named = roots.flatMap((root) => [
    ...[...(locate(root, ['waivers'])?.parts.values() ?? [])]
      .flatMap((waiver) => [...(locate(waiver, ['rules'])?.parts.values() ?? [])])
      .flatMap(({ value, at }) => (typeof value === 'string' ? [{ id: value, at }] : [])),
    ...[...(locate(root, ['tests'])?.parts.values() ?? [])]
      .flatMap((test) => [...(locate(test, ['expect'])?.parts ?? [])])
      .map(([id, { keyAt }]) => ({ id, at: keyAt })),
  ]);
  return named
    .filter(({ id }) => !rules.has(id))
    .slice(0, MOST_UNKNOWN)
    .map(({ id, at }) => unknownRule(id, at, known));
};

const OF_ACCOUNTS: ReadonlySet<string> = new Set(['accounts', 'owners', 'sourceOwners', 'ancestorOwners']);
const OF_TAGS: ReadonlySet<string> = new Set(['tags', 'accountTags', 'imageTags']);

/** Every `"@name"`, with the member that it stands in: `match`, `accounts` or `ous`. */
const groupNames = (root: Located): readonly { readonly node: Located; readonly member: string }[] => {
  const found: { node: Located; member: string }[] = [];
  const visit = (node: Located, member: string): void => {
    const isName = typeof node.value === 'string' && node.value.startsWith('@');
    if (isName && (member === 'match' || member === 'ous')) found.push({ node, member });
    if (isName && OF_ACCOUNTS.has(member)) found.push({ node, member: 'accounts' });
    const isList = Array.isArray(node.value);
    // Names and values of tags are the user's own words.
    for (const [key, part] of node.parts) if (isList || !OF_TAGS.has(key)) visit(part, isList ? member : key);
  };
  for (const key of ['rules', 'overrides', 'waivers', 'notify']) {
    const section = root.parts.get(key);
    if (section !== undefined) visit(section, key);
  }
  return found;
};
