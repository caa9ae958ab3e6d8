import type { SourcePosition } from '../../../model/policy.ts';
import { readYaml } from '../read-yaml.ts';
import { includeEntry, type Section } from '../schema/include.ts';
import { locate, type Located, type SourceFile } from '../source-file.ts';
import { besideFile } from './path.ts';

/** One entry of a file's `include`. */
export interface Include {
  /** As the file writes it. */
  readonly written: string;
  /** The path, or the glob, from where the including file's own name counts. */
  readonly path: string;
  /** What the files may hold; null where the entry does not say. */
  readonly may: readonly Section[] | null;
  readonly at: SourcePosition;
}

/** The files that a file includes, in its order, for whoever can read them. Entries that are wrong are left out: the compiler tells them. */
export const includesOf = (file: SourceFile): readonly Include[] => {
  // Most files include nothing, and reading YAML twice takes its time. A key may hide in an escape.
  if (!/include|\\/.test(file.text)) return [];
  const { root } = readYaml(file);
  return root === null ? [] : includesIn(root, file.name);
};

/** The same of a file that was read already. */
export const includesIn = (root: Located, name: string): readonly Include[] =>
  [...(locate(root, ['include'])?.parts.values() ?? [])].flatMap((entry) => {
    const read = includeEntry.safeParse(entry.value);
    if (!read.success) return [];
    const { file, may } = typeof read.data === 'string' ? { file: read.data, may: null } : read.data;
    const at = locate(entry, ['file'])?.at ?? entry.at;
    return [{ written: file, path: besideFile(name, file), may, at }];
  });
