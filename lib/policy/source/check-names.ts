import { unknownRule } from './check-rules.ts';
import { didYouMean } from './did-you-mean.ts';
import { locate, type Located, type Problem } from './source-file.ts';

/** The groups of all files by name, as written. */
export type Groups = ReadonlyMap<string, Located>;

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
        const where = `${first.keyAt.file}:${String(first.keyAt.line)}`;
        problems.push({
          at: group.keyAt,
          message: `group \`${name}\` stands in ${where} already: expected once`,
        });
      }
    }
  }
  return { groups, problems };
};

/** Holds every name of a group and of a rule against what there is, however wrong the rest of a file may be. `used` are the groups named. */
export const checkNames = (
  root: Located,
  main: Located,
  groups: Groups,
): { readonly problems: readonly Problem[]; readonly used: ReadonlySet<string> } => {
  const problems: Problem[] = [];
  const used = new Set<string>();
  for (const { node, member } of groupNames(root)) {
    const name = String(node.value).slice(1);
    used.add(name);
    const group = groups.get(name);
    if (group === undefined) {
      problems.push({
        at: node.at,
        message: `unknown group \`@${name}\`${didYouMean(name, [...groups.keys()])}: ${expectedGroups(groups)}`,
      });
    } else if (member !== 'match' && [...group.parts.keys()].some((key) => key !== member)) {
      problems.push({
        at: node.at,
        message: `group \`@${name}\` says more than ${member}: expected a group of ${member} alone here (or match: "@${name}")`,
      });
    }
  }
  const known = locate(main, ['rules'])?.parts;
  for (const node of ruleNames(root)) {
    if (known !== undefined && typeof node.value === 'string' && !known.has(node.value)) {
      problems.push(unknownRule(node.value, node.at, main));
    }
  }
  for (const [, test] of locate(root, ['tests'])?.parts ?? []) {
    for (const [id, expected] of locate(test, ['expect'])?.parts ?? []) {
      if (known !== undefined && !known.has(id)) problems.push(unknownRule(id, expected.keyAt, main));
    }
  }
  return { problems, used };
};

const expectedGroups = (groups: Groups): string =>
  groups.size === 0
    ? 'there are no groups'
    : `expected one of ${[...groups.keys()].map((name) => `@${name}`).join(', ')}`;

const ruleNames = (root: Located): readonly Located[] =>
  [...(locate(root, ['waivers'])?.parts.values() ?? [])].flatMap((waiver) => [
    ...(locate(waiver, ['rules'])?.parts.values() ?? []),
  ]);

/** Every `"@name"`, with the member that it stands in: `match`, `accounts` or `ous`. */
const groupNames = (root: Located): readonly { readonly node: Located; readonly member: string }[] => {
  const found: { node: Located; member: string }[] = [];
  const visit = (node: Located, member: string): void => {
    const isName = typeof node.value === 'string' && node.value.startsWith('@');
    if (isName && (member === 'match' || member === 'accounts' || member === 'ous'))
      found.push({ node, member });
    const isList = Array.isArray(node.value);
    for (const [key, part] of node.parts) visit(part, isList ? member : key);
  };
  for (const key of ['rules', 'overrides', 'waivers', 'notify']) {
    const section = root.parts.get(key);
    if (section !== undefined) visit(section, key);
  }
  return found;
};
