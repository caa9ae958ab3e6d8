import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { ONE_OF } from './schema/words.ts';
import { locate, nearest, type Located, type Path, type Problem } from './source-file.ts';

/** Holds what stands at a path against a schema. All that is wrong is told at once; `value` is null then. */
export const checkSchema = <Schema extends z.ZodType>(
  schema: Schema,
  root: Located,
  path: Path,
): { readonly value: z.infer<Schema> | null; readonly problems: readonly Problem[] } => {
  const result = schema.safeParse(locate(root, path)?.value);
  if (result.success) return { value: result.data, problems: [] };
  return { value: null, problems: result.error.issues.flatMap((issue) => explain(issue, root, path)) };
};

type Issue = z.core.$ZodIssue;

const explain = (issue: Issue, root: Located, base: Path): readonly Problem[] => {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      at: locate(root, [...path, key])?.keyAt ?? nearest(root, path),
      message: `unknown name \`${key}\`${suggest(key, issue.message)}: ${issue.message}`,
    }));
  }
  if (issue.code === 'invalid_union') {
    // One of the forms was meant: the one that takes this kind of value, if there is one.
    const meant = issue.errors.find((branch) =>
      branch.some(({ path: [first], code }) => first !== undefined || isInside(code)),
    );
    return meant?.flatMap((inner) => explain(inner, root, path)) ?? [describe(issue.message, root, path)];
  }
  if (issue.code === 'invalid_key') {
    const key = show(String(path.at(-1)));
    const at = locate(root, path)?.keyAt ?? nearest(root, path);
    return [{ at, message: `${key}: ${issue.issues[0]?.message ?? issue.message}` }];
  }
  return [describe(issue.message, root, path)];
};

/** Codes that speak of a value whose type was right. */
const isInside = (code: string | undefined): boolean =>
  code === 'unrecognized_keys' || code === 'custom' || code === 'too_small' || code === 'invalid_format';

const describe = (expected: string, root: Located, path: Path): Problem => {
  const found = locate(root, path);
  if (found === null)
    return { at: nearest(root, path), message: `\`${String(path.at(-1))}\` is missing: ${expected}` };
  return { at: found.at, message: `${what(found, expected)}: ${expected}` };
};

const what = (found: Located, expected: string): string => {
  const { value, written } = found;
  if (typeof value === 'number' && expected.includes('account id')) return unquoted(written ?? String(value));
  if (typeof value === 'string') return `${show(value)}${suggest(value, expected)}`;
  return show(value, written);
};

const unquoted = (digits: string): string => {
  const zeros = digits.startsWith('0') ? ', and its leading zeros are lost' : '';
  const remedy = /^\d{9,12}$/.test(digits) ? `: write "${digits.padStart(12, '0')}"` : '';
  return `${digits} without quotes is a number${zeros}${remedy}`;
};

const show = (value: unknown, written: string | null = null): string => {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  return written ?? JSON.stringify(value);
};

const suggest = (word: string, expected: string): string =>
  expected.startsWith(ONE_OF) ? didYouMean(word, expected.slice(ONE_OF.length).split(', ')) : '';
