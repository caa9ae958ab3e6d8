import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { MOST_FILES } from '../../policy/source/include/follow.ts';
import { includesOf } from '../../policy/source/include/includes-of.ts';
import { isBelow, isGlob, nameFits, plainPath } from '../../policy/source/include/path.ts';
import type { SourceFile } from '../../policy/source/source-file.ts';
import { readText, whyUnreadable } from './read-files.ts';

/** The files of a policy, those that it includes behind those that were typed; and why included ones could not be read, by name. */
export interface PolicyFiles {
  readonly files: readonly SourceFile[];
  readonly unreadable: ReadonlyMap<string, string>;
}

// A little more than the compiler takes of all files together.
const MOST_CHARACTERS = 5_000_000;

/**
 * Adds to the files as typed what they include. A path that the compiler will refuse for where it leads is not read, and
 * neither is a link that leads out of the policy's folder, nor anything but a regular file: a device or a pipe might never end.
 */
export const readIncludes = async (typed: readonly SourceFile[]): Promise<PolicyFiles> => {
  const files = [...typed];
  const unreadable = new Map<string, string>();
  const known = new Set(typed.map(({ name }) => plainPath(name)));
  const onDisk = new Map(typed.map(({ name }, index) => [resolve(name), index]));
  const main = typed[0]?.name ?? '';
  let characters = 0;
  // The list grows while it is read.
  for (const file of files) {
    for (const { path } of includesOf(file)) {
      const isNamedByMain = file === typed[0] && !isGlob(path);
      if (!isNamedByMain && !isBelow(main, path)) continue;
      for (const name of isGlob(path) ? await matching(path) : [path]) {
        // One more than is allowed, so that the compiler sees it.
        if (known.has(name) || files.length > MOST_FILES) continue;
        known.add(name);
        const index = onDisk.get(resolve(name));
        const same = index === undefined ? undefined : files[index];
        if (index !== undefined && index > 0 && same !== undefined) {
          // Typed as well, in other words: it goes by the name that the include gives it.
          files[index] = { name, text: same.text };
          continue;
        }
        const read: Read =
          characters > MOST_CHARACTERS
            ? TOO_MUCH
            : await readRegular(name, isBelow(main, name) ? main : null);
        characters += read.ok ? read.text.length : 0;
        if (read.ok) files.push({ name, text: read.text });
        else unreadable.set(name, read.why);
      }
    }
  }
  return { files, unreadable };
};

type Read = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

const TOO_MUCH: Read = { ok: false, why: 'the files before it are too large together' };

/** The text of a regular file that lies, links followed, in the folder of another one; anywhere for null. */
const readRegular = async (path: string, beside: string | null): Promise<Read> => {
  try {
    if (beside !== null && !(await isReallyBelow(path, beside)))
      return { ok: false, why: 'it is a link that leads out of the folder of the policy' };
    const found = await stat(path);
    if (found.isDirectory()) return { ok: false, why: 'it is a folder' };
    if (!found.isFile()) return { ok: false, why: 'it is no file' };
    return { ok: true, text: await readText(path) };
  } catch (error) {
    return { ok: false, why: whyUnreadable(error) };
  }
};

const isReallyBelow = async (path: string, beside: string): Promise<boolean> => {
  const folder = await realpath(dirname(beside));
  const prefix = folder.endsWith(sep) ? folder : `${folder}${sep}`;
  return (await realpath(path)).startsWith(prefix);
};

/** The paths on disk that a glob fits, in order; a folder that cannot be listed holds none. */
const matching = async (glob: string): Promise<readonly string[]> => {
  const isAbsolute = glob.startsWith('/');
  let found: readonly string[] = [isAbsolute ? '/' : ''];
  for (const part of glob.split('/').slice(isAbsolute ? 1 : 0)) {
    const next: string[] = [];
    for (const folder of found) {
      const names = isGlob(part) ? (await namesIn(folder)).filter((name) => nameFits(part, name)) : [part];
      next.push(
        ...names.map((name) => (folder === '' || folder === '/' ? `${folder}${name}` : `${folder}/${name}`)),
      );
    }
    found = next.slice(0, MOST_FILES + 1);
  }
  const there = await Promise.all(found.map(async (path) => ((await exists(path)) ? [path] : [])));
  return there.flat();
};

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder === '' ? '.' : folder)).toSorted();
  } catch {
    return [];
  }
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
};
