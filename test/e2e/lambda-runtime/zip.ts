import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readZip } from '../../../build/zip.ts';

/** Writes the files of a zip below a folder. */
export const unpackZip = (file: string, folder: string): void => {
  for (const [path, content] of readZip(readFileSync(file))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
};
