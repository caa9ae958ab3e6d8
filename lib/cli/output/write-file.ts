import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file so that whoever reads it sees the old text or the new one, never a part. A link stays, and what it names is
 * replaced; what is no file (a folder, a device) is left alone. Rejects with an error that says why.
 */
export const writeWhole = async (path: string, text: string): Promise<void> => {
  const target = await replaceable(path);
  // A rename replaces a file at once only within one file system: hence the same folder.
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const file = await open(draft, 'wx', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw isMissing(error) ? new Error('there is no such folder', { cause: error }) : error;
  }
};

const replaceable = async (path: string): Promise<string> => {
  try {
    const target = await realpath(path);
    if ((await stat(target)).isFile()) return target;
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
  throw new Error('it is there, and is no file');
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Writes a file that is not there yet. Rejects, and leaves alone what is there, when something has come into its place. */
export const writeNew = async (path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o644 });
  } catch (error) {
    if (isMissing(error)) throw new Error('there is no such folder', { cause: error });
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isThere ? new Error('it is there already', { cause: error }) : error;
  }
};
