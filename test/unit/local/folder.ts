import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of this test alone, gone at its end; answers the path of a name in it. */
export const ownFolder = (): ((name: string) => string) => {
  const folder = mkdtempSync(join(tmpdir(), 'ami-warden-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return (name) => join(folder, name);
};
