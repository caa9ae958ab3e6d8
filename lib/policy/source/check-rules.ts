import type { RuleKind } from '../../model/parameters.ts';
import { checkSchema } from './check-schema.ts';
import { didYouMean, someOf } from './did-you-mean.ts';
import type { PolicyFile } from './include/follow.ts';
import type { Completed } from './rules/rule-source.ts';
import { changeSchema, KINDS, ruleSchema, sourceOf, type WrittenMembers } from './schema/rules.ts';
import { locate, placeText, type Located, type Problem } from './source-file.ts';

/** A rule as written, with its kind, and where. */
export interface WrittenRule {
  readonly id: string;
  readonly kind: RuleKind;
  readonly at: Located;
  readonly source: WrittenMembers;
  /** True in an included file: the policy itself did not write it. */
  readonly isIncluded: boolean;
}

/** What an override changes of one rule, as written. */
export type WrittenChange = Omit<WrittenRule, 'isIncluded'>;

/** A rule's name with where it stands, whatever else may be wrong with it. */
interface NamedRule {
  readonly kind: RuleKind | null;
  readonly at: Located;
  readonly file: PolicyFile;
}

export type NamedRules = ReadonlyMap<string, NamedRule>;

/** All rules of all files by name; a rule without a kind, or of a name that another one has, is a problem. */
export const nameRules = (
  files: readonly PolicyFile[],
): { readonly named: NamedRules; readonly problems: readonly Problem[] } => {
  const named = new Map<string, NamedRule>();
  const problems: Problem[] = [];
  for (const file of files) {
    for (const [id, at] of locate(file.root, ['rules'])?.parts ?? []) {
      const first = named.get(id);
      if (first !== undefined) {
        problems.push({
          at: at.keyAt,
          message: `rule \`${id}\` stands in ${placeText(first.at.keyAt)} already: expected a name of its own (what changes a rule is an override)`,
        });
        continue;
      }
      const kind = kindOf(id, at);
      if (kind === null) {
        if (problems.length < MOST_UNKNOWN) problems.push(unknownKind(id, at));
      } else if (file.may !== null && kind === id) {
        problems.push({
          at: at.keyAt,
          message: `\`${id}\` is the name of a kind, which only the policy itself may use: expected a name of its own, with \`kind: ${id}\``,
        });
      }
      named.set(id, { kind, at, file });
    }
  }
  return { named, problems };
};

const writtenKind = (id: string, rule: Located): string => {
  const written = rule.parts.get('kind');
  return written === undefined ? id : String(written.value);
};

/** A rule that bears the name of a kind is of that kind. */
const kindOf = (id: string, rule: Located): RuleKind | null => {
  const word = writtenKind(id, rule);
  const kind = KINDS.find((candidate) => candidate === word) ?? null;
  return kind === id || KINDS.every((candidate) => candidate !== id) ? kind : null;
};

const unknownKind = (id: string, rule: Located): Problem => {
  const word = writtenKind(id, rule);
  const written = rule.parts.get('kind');
  const known = `expected one of ${KINDS.join(', ')}`;
  if (written === undefined) {
    const message = `unknown rule \`${id}\`${didYouMean(id, KINDS)}: ${known}, or a \`kind\` that says which of them it is`;
    return { at: rule.keyAt, message };
  }
  const message = KINDS.some((candidate) => candidate === word)
    ? `\`${id}\` is a rule of its own kind: expected no other kind than ${id}`
    : `unknown kind \`${word}\`${didYouMean(word, KINDS)}: ${known}`;
  return { at: written.at, message };
};

/** Holds each rule against the schema of its kind. `groupsFor`: those that a file's expressions may name. */
export const checkRules = (
  named: NamedRules,
  groupsFor: (file: PolicyFile) => readonly string[],
): { readonly rules: readonly WrittenRule[]; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const rules: WrittenRule[] = [];
  for (const [id, { kind, at, file }] of named) {
    if (kind === null) continue;
    const checked = checkSchema(ruleSchema(kind), file.root, ['rules', id]);
    problems.push(...checked.problems);
    if (checked.value === null) continue;
    const completed = complete(kind, checked.value, at, kind === 'cel' ? groupsFor(file) : []);
    problems.push(...completed.problems);
    if (file.may !== null && 'remediate' in checked.value) problems.push(notTheirs(at));
    rules.push({ id, kind, at, source: completed.source, isIncluded: file.may !== null });
  }
  return { rules, problems };
};

/** What is changed, and how fast, is said by the policy itself. */
const notTheirs = (at: Located): Problem => ({
  at: at.parts.get('remediate')?.keyAt ?? at.keyAt,
  message: '`remediate` stands in the policy itself alone: expected a rule that only tells',
});

/** What a kind makes of its members together; a problem within a text is told where it stands in it. */
const complete = (
  kind: RuleKind,
  source: WrittenMembers,
  at: Located,
  groups: readonly string[],
): { readonly source: WrittenMembers; readonly problems: readonly Problem[] } => {
  const completed = sourceOf(kind).complete?.(source, { groups });
  if (completed === undefined) return { source, problems: [] };
  const problems = completed.problems.map((problem) => placed(problem, at));
  return { source: { ...source, ...completed.members }, problems };
};

const placed = ({ member, offset, message }: Completed['problems'][number], at: Located): Problem => ({
  at: positionWithin(locate(at, [member]) ?? at, offset),
  message,
});

/** The position of a character of a text; only a text that stands on one line, as it is, can be counted into. */
const positionWithin = ({ at, value, written }: Located, offset: number): Problem['at'] => {
  if (typeof value !== 'string' || written === null || written.includes('\n')) return at;
  const quote = written.length - value.length === 2 ? 1 : 0;
  return written.length - value.length === 2 * quote && written.includes(value)
    ? { ...at, column: at.column + quote + offset }
    : at;
};

/** Holds what the overrides of a file change against the schemas of their rules; a list for each override, in order. */
export const checkChanges = (
  { root }: PolicyFile,
  named: NamedRules,
  rules: ReadonlyMap<string, WrittenRule>,
  groups: readonly string[],
): { readonly changes: readonly (readonly WrittenChange[])[]; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const known = [...named.keys()];
  const changes = [...(locate(root, ['overrides'])?.parts ?? [])].map(([index, override]) =>
    [...(locate(override, ['rules'])?.parts ?? [])].flatMap(([id, at]) => {
      const rule = named.get(id);
      if (rule === undefined && problems.length < MOST_UNKNOWN)
        problems.push(unknownRule(id, at.keyAt, known));
      const kind = rule?.kind ?? null;
      if (kind === null) return [];
      const checked = checkSchema(changeSchema(kind), root, ['overrides', index, 'rules', id]);
      problems.push(...checked.problems);
      if (checked.value === null) return [];
      const whole = completeChange(kind, checked.value, rules.get(id)?.source, at, groups);
      problems.push(...whole.problems);
      return [{ id, kind, at, source: whole.source }];
    }),
  );
  return { changes, problems };
};

/**
 * A change with what its kind makes of it and of the rule together, such as the facts that an expression reads. What is wrong
 * with the rule's own members is told there.
 */
const completeChange = (
  kind: RuleKind,
  change: WrittenMembers,
  rule: WrittenMembers | undefined,
  at: Located,
  groups: readonly string[],
): { readonly source: WrittenMembers; readonly problems: readonly Problem[] } => {
  const { members, complete: completeOf } = sourceOf(kind);
  const writes = (member: string): boolean => change[member] !== undefined;
  if (completeOf === undefined || !Object.keys(members).some(writes)) return { source: change, problems: [] };
  const own = Object.fromEntries(Object.entries(change).filter(([member]) => writes(member)));
  const completed = completeOf({ ...rule, ...own }, { groups });
  const made = Object.entries(completed.members).filter(([member]) => writes(member) || !(member in members));
  return {
    source: { ...change, ...Object.fromEntries(made) },
    problems: completed.problems.filter(({ member }) => writes(member)).map((problem) => placed(problem, at)),
  };
};

/** So many unknown names are told of; who has more sees them then. */
export const MOST_UNKNOWN = 250;

/** The problem that a rule is named which the policy doesn't have. */
export const unknownRule = (id: string, at: Problem['at'], known: readonly string[]): Problem => ({
  at,
  message: `unknown rule \`${id}\`${didYouMean(id, known)}: expected one of ${someOf(known)}`,
});
