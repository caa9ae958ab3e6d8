import { access, link, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../model/fault.ts';
import type { JournalArchive } from '../ports/journal-archive.ts';

/** An archive in a folder, which is made when the first part is. */
export const folderArchive = (folder: string): JournalArchive => ({
  drafts: folder,
  names: () =>
    onDisk('ReadFolder', folder, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return readdir(folder);
    }),
  put: (name, draft) => putFile(join(folder, name), draft),
});

/** An archive of a single part, in a file of its own, whatever the part's name. */
export const singleFile = (path: string): JournalArchive => ({
  drafts: dirname(path),
  names: () =>
    onDisk('ReadFile', path, async () => {
      await access(dirname(path));
      if (await isThere(path))
        throw new Error('it is there already; a folder takes one part after the other');
      return [];
    }),
  put: (_, draft) => putFile(path, draft),
});

const putFile = (path: string, draft: string): Promise<string> =>
  onDisk('WriteFile', path, async () => {
    // Unlike a rename, a link never takes the place of what is there.
    await link(draft, path);
    return path;
  });

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const onDisk = async <T>(operation: string, path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault(operation, 'Refused', `${path}: ${why}`, { retryable: false, cause: error });
  }
};
