import type { PolicyBundle } from '../../model/policy.ts';
import { sealBundle } from '../bundle.ts';
import { checkNames, groupsFor, groupsOf } from './check-names.ts';
import { checkChanges, checkRules, nameRules, type WrittenChange } from './check-rules.ts';
import { followIncludes, type PolicyFile, type Unreadable } from './include/follow.ts';
import { readParts, type FileParts } from './read-parts.ts';
import { resolvePolicy } from './resolve/policy.ts';
import type { WrittenOverride } from './resolve/written.ts';
import type { PolicyTestSource } from './schema/tests.ts';
import { problemLines, sortProblems, type Problem, type SourceFile } from './source-file.ts';
import { warnOf } from './warn/policy.ts';

/**
 * What became of a policy's files: all of it, or every mistake as `file:line:column: what, what was expected`. The same as data
 * are `placed` problems and `placedWarnings`, at most 200 of them. `files` are the names of the files in the policy's order.
 */
export type CompiledPolicy =
  | {
      readonly ok: true;
      readonly bundle: PolicyBundle;
      readonly warnings: readonly string[];
      readonly placedWarnings: readonly Problem[];
      readonly tests: readonly PolicyTestSource[];
      readonly files: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[]; readonly placed: readonly Problem[] };

/**
 * Compiles a policy: the first file is the policy; of the others it takes what it includes, and the rest as given beside it, which
 * adds groups, waivers and tests. `now` is held against the waivers' dates (waiverPolicy.maxDays, lapsed ones); without it a
 * warning says that nobody looked. `unreadable`: why included files are not among these. Pure, and bounded for any text.
 */
export const compilePolicy = (
  sources: readonly SourceFile[],
  now: Date | null = null,
  unreadable: Unreadable = new Map(),
): CompiledPolicy => {
  const names = sources.map(({ name }) => name);
  const followed = followIncludes(sources, unreadable);
  const order = [...new Set([...followed.files.map(({ name }) => name), ...names])];
  const refuse = (problems: readonly Problem[]): CompiledPolicy => {
    const sorted = sortProblems(problems, order);
    return { ok: false, problems: problemLines(sorted), placed: sorted.problems };
  };
  const [main] = followed.files;
  if (names[0] === undefined) return { ok: false, problems: ['a policy has at least one file'], placed: [] };
  if (main?.may !== null) return refuse(followed.problems);

  const read = followed.files.map(readParts);
  const parts = read.map((file) => file.parts);
  const files = parts.map(({ file }) => file);
  const roots = files.map(({ root }) => root);
  const groups = groupsOf(roots);
  // What expressions may ask: a bundle knows the accounts that are written down, and not who is in a unit or has a tag.
  const groupNames = (file: PolicyFile): readonly string[] =>
    [...groupsFor(file, files, groups.groups)].flatMap(([name, group]) =>
      [...group.parts.keys()].every((member) => member === 'accounts') ? [name] : [],
    );
  const { named, ...naming } = nameRules(files);
  const rules = checkRules(named, groupNames);
  const rulesById = new Map(rules.rules.map((rule) => [rule.id, rule]));
  const changes = files.map((file) => checkChanges(file, named, rulesById, groupNames(file)));
  const usage = checkNames(files, named, groups.groups);
  const problems = [followed, ...read, naming, rules, ...changes, groups, usage].flatMap(
    (check) => check.problems,
  );

  const resolved = resolvePolicy(
    {
      head: read[0]?.head ?? {},
      root: main.root,
      groups: new Map(usage.isTooLarge ? [] : parts.flatMap((part) => [...part.groups])),
      rules: rules.rules,
      overrides: parts.flatMap((part, index) => overridesOf(part, changes[index]?.changes ?? [])),
      waivers: parts.flatMap(({ waivers }) => waivers),
      isWhole: problems.length === 0,
    },
    now,
  );
  const all = [...problems, ...resolved.problems];
  if (all.length > 0) return refuse(all);
  const warnings = sortProblems(
    [
      ...followed.warnings,
      ...resolved.warnings,
      ...warnOf({ ...resolved, groups: groups.groups, usedGroups: usage.used }),
    ],
    order,
  );
  return {
    ok: true,
    bundle: sealBundle(resolved.content),
    warnings: problemLines(warnings),
    placedWarnings: warnings.problems,
    tests: parts.flatMap(({ tests }) => tests),
    files: order,
  };
};

const overridesOf = (
  { overrides, file }: FileParts,
  changes: readonly (readonly WrittenChange[])[],
): readonly WrittenOverride[] =>
  overrides.map(({ source, at, index }) => ({
    source,
    at,
    changes: changes[Number(index)] ?? [],
    isIncluded: file.may !== null,
    file: file.name,
  }));
