import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readZip, writeZip } from '../../../build/zip.ts';

// A third party to read what we wrote; the machines that build this project have it.
const PYTHON = 'python3';

const paths = fc.uniqueArray(fc.stringMatching(/^[a-zä]{1,8}(\/[a-z]{1,8}){0,2}\.c?js$/), { maxLength: 5 });
const contents = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));

it('reads what it wrote', () => {
  fc.assert(
    fc.property(paths, contents, (names, content) => {
      const files = new Map(
        names.map((name, index) => [name, Buffer.concat([content, Buffer.from([index])])]),
      );
      expect(readZip(writeZip(files))).toEqual(files);
    }),
  );
});

it('writes what others read, with the date, the rights and the checksum that are meant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    const file = join(folder, 'some.zip');
    writeFileSync(file, writeZip(new Map([['a/b.js', Buffer.from('exports.x = 1;\n'.repeat(100))]])));
    const script =
      'import zipfile, sys; z = zipfile.ZipFile(sys.argv[1]); i = z.infolist()[0]; ' +
      'print(z.testzip(), i.filename, i.date_time, oct(i.external_attr >> 16), i.file_size, len(z.read(i)))';
    const { stdout } = spawnSync(PYTHON, ['-c', script, file], { encoding: 'utf8' });
    expect(stdout).toBe('None a/b.js (1980, 1, 1, 0, 0, 0) 0o100644 1500 1500\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('refuses what is no zip', () => {
  expect(() => readZip(Buffer.from('PK, but not really'))).toThrow('no zip');
});
