import { dirname, relative, resolve, sep } from 'node:path';
import type { Waiver } from '../../model/policy.ts';
import { compilePolicy, type CompiledPolicy } from '../../policy/source/compile-policy.ts';
import type { Problem, SourceFile } from '../../policy/source/source-file.ts';
import type { Io } from '../output/io.ts';
import { nameOf, readFiles } from './read-files.ts';
import { readIncludes } from './read-includes.ts';

/**
 * A policy as the commands work on it. `unreadable`: some file could not be read; `files` bear the names as typed, included ones
 * as they lie beside those.
 */
export type LoadedPolicy =
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly files: readonly SourceFile[];
      readonly problems: readonly string[];
      readonly placed: readonly Problem[];
    }
  | (Omit<Extract<CompiledPolicy, { ok: true }>, 'ok' | 'files'> & {
      readonly kind: 'good';
      /** In the policy's order. */
      readonly files: readonly SourceFile[];
      /** The bundle's waivers, with their places as the files were typed. */
      readonly waivers: readonly Waiver[];
    });

/**
 * Reads and compiles a policy's files, the policy first, and what they include. Problems name the files as typed; the bundle names them
 * from the policy's own folder, so that its hash does not tell where it was compiled. Without `now` waivers are held against no date.
 */
export const loadPolicy = async (
  paths: readonly string[],
  stdin: Io['stdin'],
  now: Date | null,
): Promise<LoadedPolicy> => {
  const read = await readFiles(paths, stdin);
  if (!read.ok) return { kind: 'unreadable', problems: read.problems };
  const { files, unreadable } = await readIncludes(read.files);
  const compiled = compilePolicy(files, now, unreadable);
  if (!compiled.ok) return { kind: 'refused', files, problems: compiled.problems, placed: compiled.placed };
  const sealed = compilePolicy(
    files.map(({ name, text }, index) => ({ name: bundleName(paths[0], paths[index] ?? name), text })),
    now,
  );
  if (!sealed.ok) throw new Error(`the names of files made a good policy bad: ${sealed.problems.join('; ')}`);
  const { warnings, placedWarnings, tests } = compiled;
  return {
    kind: 'good',
    files: compiled.files.flatMap((name) => files.find((file) => file.name === name) ?? []),
    bundle: sealed.bundle,
    waivers: compiled.bundle.waivers,
    warnings,
    placedWarnings,
    tests,
  };
};

const bundleName = (main = '-', path: string): string => {
  if (path === '-') return nameOf(path);
  const folder = main === '-' ? resolve() : dirname(resolve(main));
  return relative(folder, resolve(path)).replaceAll(sep, '/');
};
