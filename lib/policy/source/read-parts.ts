import type * as z from 'zod';
import { checkSchema } from './check-schema.ts';
import type { PolicyFile } from './include/follow.ts';
import type { GroupsByName } from './resolve/match.ts';
import {
  documentParts,
  partDocument,
  policyDocument,
  type OverrideSource,
  type PolicySourceDocument,
  type WaiverSource,
} from './schema/document.ts';
import type { PolicyTestSource } from './schema/tests.ts';
import { locate, placeText, type Located, type Problem } from './source-file.ts';

/** An entry of a list as a file writes it, with its number in that list. */
export interface Entry<Source> {
  readonly source: Source;
  readonly at: Located;
  readonly index: string;
}

/** What one file says, short of its rules; of a file with mistakes, as much as is in order. */
export interface FileParts {
  readonly file: PolicyFile;
  readonly groups: GroupsByName;
  readonly overrides: readonly Entry<OverrideSource>[];
  readonly waivers: readonly Entry<WaiverSource>[];
  readonly tests: readonly PolicyTestSource[];
}

/** What only the policy itself says. */
export type PolicyHead = Pick<
  PolicySourceDocument,
  'name' | 'mode' | 'notify' | 'waiverPolicy' | 'limits' | 'slack'
>;

const HEAD = ['name', 'mode', 'notify', 'waiverPolicy', 'limits', 'slack'] as const;

/** Holds a file against what it may hold; `file` comes out without what it may not. */
export const readParts = (
  file: PolicyFile,
): { readonly parts: FileParts; readonly head: PolicyHead; readonly problems: readonly Problem[] } => {
  const { root, problems } = allowed(file);
  const checked = checkSchema(file.may === null ? policyDocument : partDocument, root, []);
  const tests = checked.value?.tests ?? [];
  const parts = {
    file: { ...file, root },
    groups: groupsIn(root),
    overrides: entries(root, 'overrides', documentParts.override),
    waivers: entries(root, 'waivers', documentParts.waiver),
    tests,
  };
  return { parts, head: file.may === null ? headOf(root) : {}, problems: [...problems, ...checked.problems] };
};

const entries = <Schema extends z.ZodType>(
  root: Located,
  section: string,
  schema: Schema,
): readonly Entry<z.infer<Schema>>[] =>
  [...(locate(root, [section])?.parts ?? [])].flatMap(([index, at]) => {
    const read = schema.safeParse(at.value);
    return read.success ? [{ source: read.data, at, index }] : [];
  });

const groupsIn = (root: Located): GroupsByName =>
  new Map(
    [...(locate(root, ['groups'])?.parts ?? [])].flatMap(([name, at]) => {
      const read = documentParts.group.safeParse(at.value);
      return read.success ? [[name, read.data] as const] : [];
    }),
  );

/** Each member by itself: another that is wrong does not take it away. */
const headOf = (root: Located): PolicyHead =>
  Object.fromEntries(
    HEAD.flatMap((member) => {
      const read = policyDocument.shape[member].safeParse(locate(root, [member])?.value);
      return read.success && read.data !== undefined ? [[member, read.data] as const] : [];
    }),
  );

const ALWAYS: ReadonlySet<string> = new Set(['version', 'include']);

/** The file without the sections that it may not hold, each of which is a problem. */
const allowed = (file: PolicyFile): { readonly root: Located; readonly problems: readonly Problem[] } => {
  const { may, root } = file;
  if (may === null || root.parts.size === 0) return { root, problems: [] };
  const isKnown = (key: string): boolean => key in policyDocument.shape;
  const wrong = [...root.parts].filter(
    ([key]) => isKnown(key) && !ALWAYS.has(key) && may.every((section) => section !== key),
  );
  const without = new Map([...root.parts].filter((part) => wrong.every(([key]) => key !== part[0])));
  const value = Object.fromEntries([...without].map(([key, part]) => [key, part.value]));
  const problems = wrong.map(([key, { keyAt }]) => ({
    at: keyAt,
    message: `${notHere(key, file)}: expected ${may.join(', ')}`,
  }));
  return { root: wrong.length === 0 ? root : { ...root, parts: without, value }, problems };
};

const notHere = (key: string, { includedAt }: PolicyFile): string => {
  if (!(key in partDocument.shape)) return `\`${key}\` stands in the policy itself alone`;
  return includedAt === null
    ? `\`${key}\` may not stand in a file that is given beside the policy (an \`include\` may say more)`
    : `\`${key}\` may not stand in this file by its include (${placeText(includedAt)})`;
};
