import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderArchive } from '../../lib/local/file-archive.ts';
import { archiveContract } from './journal-archive.ts';

archiveContract('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
  return Promise.resolve({
    archive: folderArchive(join(folder, 'made/when needed')),
    contentOf: (place) => readFile(place, 'utf8'),
    close: () => {
      rmSync(folder, { recursive: true });
      return Promise.resolve();
    },
  });
});
