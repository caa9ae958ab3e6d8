import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packageProject, templateFile } from './packaged.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** A copy of `.serverless` that nobody takes away while it is read. */
export const PACKAGE = '.cache/package';
const STAMP = join(root, PACKAGE, 'inputs.sha256');
const LOCK = join(root, '.cache/packaging.lock');

// What ends up in the package; of lib, all that a function may import.
const FILES = ['serverless.yml', 'package-lock.json'];
const FOLDERS = ['build', 'functions', 'lib'];
const NOT_BUNDLED = /^lib\/(cli|sandbox|local)\//;

// Nobody packages for longer: whoever held the lock has died.
const STALE_MS = 180_000;
const LOOK_AGAIN_MS = 200;

const inputsHash = (): string => {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length)),
  );
  const hash = createHash('sha256');
  for (const file of [...FILES, ...found.filter((name) => !NOT_BUNDLED.test(name))].toSorted()) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
};

const isFresh = (): boolean =>
  existsSync(templateFile) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputsHash();

/** Sees to it that `.serverless` is of the sources as they are: packages unless it is, once for however many ask, in other processes too. */
export const freshPackage = (): Promise<void> =>
  whileNobodyPackages(() => {
    if (isFresh()) return;
    const inputs = inputsHash();
    packageProject();
    rmSync(join(root, PACKAGE), { recursive: true, force: true });
    cpSync(join(root, '.serverless'), join(root, PACKAGE), { recursive: true });
    writeFileSync(STAMP, inputs);
  });

/** Packages anew into `.serverless`, leaving the copy as it was. */
export const packageAgain = (): Promise<void> => whileNobodyPackages(packageProject);

/** Two that package at once take each other's files away. */
const whileNobodyPackages = async (work: () => void): Promise<void> => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  while (!takeLock()) await sleep(LOOK_AGAIN_MS);
  try {
    work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
};

const takeLock = (): boolean => {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const age = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
};
