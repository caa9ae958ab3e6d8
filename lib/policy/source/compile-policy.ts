import type { PolicyBundle } from '../../model/policy.ts';
import { sealBundle } from '../bundle.ts';
import { checkNames, groupsOf } from './check-names.ts';
import { checkChanges, checkRules, kindsOf } from './check-rules.ts';
import { checkSchema } from './check-schema.ts';
import { resolvePolicy } from './resolve/policy.ts';
import { readYaml } from './read-yaml.ts';
import { furtherDocument, policyDocument } from './schema/document.ts';
import type { PolicyTestSource } from './schema/tests.ts';
import { listProblems, type Problem, type SourceFile } from './source-file.ts';

/** What became of a policy's files: all of it, or every mistake as `file:line:column: what, what was expected`. */
export type CompiledPolicy =
  | {
      readonly ok: true;
      readonly bundle: PolicyBundle;
      readonly warnings: readonly string[];
      readonly tests: readonly PolicyTestSource[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Compiles a policy: the first file is the policy, further ones add groups, waivers and tests. `now` is held against the waivers'
 * dates (waiverPolicy.maxDays, lapsed ones); without it a warning says that nobody looked. Pure, and bounded for any text.
 */
export const compilePolicy = (files: readonly SourceFile[], now: Date | null = null): CompiledPolicy => {
  const read = files.map(readYaml);
  const unreadable = read.flatMap(({ problems }) => problems);
  const roots = read.flatMap(({ root }) => root ?? []);
  const refuse = (problems: readonly Problem[]): CompiledPolicy => ({
    ok: false,
    problems: listProblems(problems, files),
  });
  const main = read[0]?.root ?? null;
  if (main === null) {
    return files.length > 0
      ? refuse(unreadable)
      : { ok: false, problems: ['a policy has at least one file'] };
  }
  const further = roots.filter((root) => root !== main);

  const document = checkSchema(policyDocument, main, []);
  const others = further.map((root) => ({ root, ...checkSchema(furtherDocument, root, []) }));
  const kinds = kindsOf(main);
  const rules = checkRules(main, kinds.kinds);
  const changes = checkChanges(main, kinds.kinds);
  const groups = groupsOf(roots);
  const names = roots.map((root) => checkNames(root, main, groups.groups));
  const problems = [
    ...unreadable,
    ...document.problems,
    ...others.flatMap((other) => other.problems),
    ...[kinds, rules, changes, groups, ...names].flatMap((check) => check.problems),
  ];
  if (problems.length > 0 || document.value === null) return refuse(problems);

  const resolved = resolvePolicy(
    {
      main: { root: main, document: document.value },
      further: others.flatMap(({ root, value }) => (value === null ? [] : [{ root, document: value }])),
      rules: rules.rules,
      changes: changes.changes,
    },
    now,
  );
  if (resolved.problems.length > 0) return refuse(resolved.problems);
  const used = new Set(names.flatMap((check) => [...check.used]));
  const unused = [...groups.groups].filter(([name]) => !used.has(name));
  const warnings = [
    ...resolved.warnings,
    ...unused.map(([name, group]) => ({ at: group.keyAt, message: `group \`${name}\` is never used` })),
  ];
  return {
    ok: true,
    bundle: sealBundle(resolved.content),
    warnings: listProblems(warnings, files),
    tests: [document.value, ...others.flatMap(({ value }) => value ?? [])].flatMap(
      ({ tests }) => tests ?? [],
    ),
  };
};
