import { dirname, relative, resolve, sep } from 'node:path';
import { compilePolicy, type CompiledPolicy } from '../../policy/source/compile-policy.ts';
import type { SourceFile } from '../../policy/source/source-file.ts';
import type { Io } from '../output/io.ts';
import { nameOf, readFiles } from './read-files.ts';

/** A policy as the commands work on it. `unreadable`: some file could not be read; `files` bear the names as typed. */
export type LoadedPolicy =
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly files: readonly SourceFile[];
      readonly problems: readonly string[];
    }
  | (Omit<Extract<CompiledPolicy, { ok: true }>, 'ok'> & {
      readonly kind: 'good';
      readonly files: readonly SourceFile[];
    });

/**
 * Reads and compiles a policy's files, the policy first. Problems name the files as typed; the bundle names them from the
 * policy's own folder, so that its hash does not tell where it was compiled.
 */
export const loadPolicy = async (
  paths: readonly string[],
  stdin: Io['stdin'],
  now: Date,
): Promise<LoadedPolicy> => {
  const read = await readFiles(paths, stdin);
  if (!read.ok) return { kind: 'unreadable', problems: read.problems };
  const { files } = read;
  const compiled = compilePolicy(files, now);
  if (!compiled.ok) return { kind: 'refused', files, problems: compiled.problems };
  const sealed = compilePolicy(
    files.map(({ text }, index) => ({ name: bundleName(paths, index), text })),
    now,
  );
  if (!sealed.ok) throw new Error(`the names of files made a good policy bad: ${sealed.problems.join('; ')}`);
  const { bundle } = sealed;
  return { kind: 'good', files, bundle, warnings: compiled.warnings, tests: compiled.tests };
};

const bundleName = (paths: readonly string[], index: number): string => {
  const [first = '-', path = '-'] = [paths[0], paths[index]];
  if (path === '-') return nameOf(path);
  const folder = first === '-' ? resolve() : dirname(resolve(first));
  return relative(folder, resolve(path)).replaceAll(sep, '/');
};
