import type { RuleKind } from '../rule.ts';
import { checkSchema } from './check-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { changeSchemas, KINDS, ruleSchemas, type ChangeSource, type RuleSource } from './schema/rules.ts';
import { locate, type Located, type Path, type Problem } from './source-file.ts';

/** A rule as written, with its kind, and where. */
export type WrittenRule = {
  readonly [Kind in RuleKind]: {
    readonly id: string;
    readonly kind: Kind;
    readonly at: Located;
    readonly source: RuleSource[Kind];
  };
}[RuleKind];

/** What an override changes of one rule, as written. */
export type WrittenChange = {
  readonly [Kind in RuleKind]: {
    readonly id: string;
    readonly kind: Kind;
    readonly at: Located;
    readonly source: ChangeSource[Kind];
  };
}[RuleKind];

/** The kinds of a policy's rules by name, as far as they can be told; a rule without a kind is a problem. */
export const kindsOf = (
  root: Located,
): { readonly kinds: ReadonlyMap<string, RuleKind>; readonly problems: readonly Problem[] } => {
  const kinds = new Map<string, RuleKind>();
  const problems: Problem[] = [];
  for (const [id, rule] of locate(root, ['rules'])?.parts ?? []) {
    const written = rule.parts.get('kind');
    const word = written === undefined ? id : String(written.value);
    const kind = KINDS.find((candidate) => candidate === word);
    if (kind !== undefined && KINDS.every((candidate) => candidate !== id || candidate === kind))
      kinds.set(id, kind);
    else if (kind !== undefined) {
      problems.push({
        at: written?.at ?? rule.keyAt,
        message: `\`${id}\` is a rule of its own kind: expected no other kind than ${id}`,
      });
    } else {
      const known = `expected one of ${KINDS.join(', ')}`;
      const message =
        written === undefined
          ? `unknown rule \`${id}\`${didYouMean(id, KINDS)}: ${known}, or a \`kind\` that says which of them it is`
          : `unknown kind \`${word}\`${didYouMean(word, KINDS)}: ${known}`;
      problems.push({ at: written?.at ?? rule.keyAt, message });
    }
  }
  return { kinds, problems };
};

/** Holds each rule against the schema of its kind. */
export const checkRules = (
  root: Located,
  kinds: ReadonlyMap<string, RuleKind>,
): { readonly rules: readonly WrittenRule[]; readonly problems: readonly Problem[] } => {
  const checked = [...kinds].map(([id, kind]) => {
    const path = ['rules', id];
    const { value, problems } = checkSchema(ruleSchemas[kind], root, path);
    const at = locate(root, path) ?? root;
    return { problems, rules: value === null ? [] : [{ id, kind, at, source: value } as WrittenRule] };
  });
  return {
    rules: checked.flatMap(({ rules }) => rules),
    problems: checked.flatMap(({ problems }) => problems),
  };
};

/** Holds each change of each override against the schema of its rule's kind; a list for each override, in order. */
export const checkChanges = (
  root: Located,
  kinds: ReadonlyMap<string, RuleKind>,
): { readonly changes: readonly (readonly WrittenChange[])[]; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const changes = [...(locate(root, ['overrides'])?.parts ?? [])].map(([index, override]) =>
    [...(locate(override, ['rules'])?.parts ?? [])].flatMap(([id, at]) => {
      const kind = kinds.get(id);
      if (kind === undefined) {
        problems.push(unknownRule(id, at.keyAt, root));
        return [];
      }
      const path: Path = ['overrides', index, 'rules', id];
      const checked = checkSchema(changeSchemas[kind], root, path);
      problems.push(...checked.problems);
      return checked.value === null ? [] : [{ id, kind, at, source: checked.value } as WrittenChange];
    }),
  );
  return { changes, problems };
};

/** The problem that a rule is named which the policy doesn't have. */
export const unknownRule = (id: string, at: Problem['at'], root: Located): Problem => {
  const known = [...(locate(root, ['rules'])?.parts.keys() ?? [])];
  return {
    at,
    message: `unknown rule \`${id}\`${didYouMean(id, known)}: expected one of ${known.join(', ')}`,
  };
};
