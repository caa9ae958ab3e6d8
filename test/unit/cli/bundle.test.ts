import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { folderOf } from './policy/folder.ts';

const BIN = join(import.meta.dirname, '../../../bin/ami-warden.js');
const BUILT = new Date('2026-11-23T10:00:00.000Z');
const EARLIER = new Date(BUILT.getTime() - 1);
const SOURCES = ['bin/main.ts', 'lib/other.ts'];

const saying = (word: string): string => `export const main = () => console.log('${word}');`;

let file: (name: string) => string;

// A command of two sources, and a bundle of them.
beforeEach(() => {
  file = folderOf({
    'package.json': '{ "type": "module" }',
    'bin/ami-warden.js': readFileSync(BIN),
    'bin/main.ts': saying('sources'),
    'lib/other.ts': '',
    '.cache/cli/main.mjs': saying('bundle'),
    '.cache/cli/sources.json': JSON.stringify({ builtAt: BUILT.getTime(), sources: SOURCES }),
  });
  for (const source of SOURCES) utimesSync(file(source), EARLIER, EARLIER);
});

const said = (): string =>
  spawnSync(process.execPath, [file('bin/ami-warden.js')], { encoding: 'utf8' }).stdout;

test('the bundle runs as long as nothing that went into it is newer', () => {
  expect(said()).toBe('bundle\n');
  utimesSync(file('lib/other.ts'), BUILT, BUILT);
  expect(said()).toBe('sources\n');
});

test.each([
  [
    'one of them is gone',
    () => {
      rmSync(file('lib/other.ts'));
    },
  ],
  [
    'no bundle was ever made',
    () => {
      rmSync(file('.cache'), { recursive: true });
    },
  ],
  [
    'a bundle was half made',
    () => {
      writeFileSync(file('.cache/cli/sources.json'), '{"builtAt": 17');
    },
  ],
])('the sources run where %s', (_, spoil) => {
  spoil();
  expect(said()).toBe('sources\n');
});
