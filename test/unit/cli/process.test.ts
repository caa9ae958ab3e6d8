import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, closeSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderOf } from './policy/folder.ts';

const BIN = join(import.meta.dirname, '../../../bin/ami-warden.js');
const SOURCES = pathToFileURL(join(import.meta.dirname, '../../../bin/main.ts')).href;
// What Node tells of each module that it loads is more than the usual megabyte.
const MUCH = 16 * 1024 ** 2;
const POLICY = `version: 1
rules: { public-sharing: {} }
waivers:
  - { id: W-1, rules: [public-sharing], match: { accounts: ['111122223333'] }, reason: r, owner: o, expires: 2026-01-01 }
`;
const TEST = (verdict: string): string => `tests:
  - name: a public image
    given: { account: '222233334444', region: eu-west-1, image: { launchPermission: [public] } }
    expect: { public-sharing: ${verdict} }
`;

const run = (
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string;
    readonly cwd?: string;
  } = {},
) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    input: options.input ?? '',
    env: { PATH: process.env['PATH'], ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  return { status, stdout, stderr };
};

describe('the process ends with', () => {
  const at = (): ((name: string) => string) =>
    folderOf({ 'good.yaml': POLICY + TEST('fail'), 'bad.yaml': POLICY + TEST('pass'), 'none.yaml': POLICY });

  test('0 when all is well: data on stdout, talk on stderr', () => {
    const { status, stdout, stderr } = run(['policy', 'test', at()('good.yaml'), '--output', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, passed: 1 });
    expect(stderr).toBe('1 passed, 0 failed\n');
  });

  test('1 for what could not be done: wrong flags, found by the library or by us, and a policy without tests', () => {
    const file = at();
    for (const args of [
      ['policy', 'test', file('good.yaml'), '--outptu', 'json'],
      ['policy', 'test', file('good.yaml'), '--output', 'jsno'],
      ['policy', 'test', file('none.yaml')],
      ['sandbox', '--seed', 'x'],
      ['no-such-command'],
    ]) {
      const { status, stdout, stderr } = run(args);
      expect([args, status, stdout.includes('passed')]).toEqual([args, 1, false]);
      expect(stderr).not.toBe('');
      expect(stderr).not.toContain('    at ');
    }
  });

  test('2 for findings: a test that failed, a waiver that lapsed, a record that is malformed', () => {
    const file = at();
    expect(run(['policy', 'test', file('bad.yaml')]).status).toBe(2);
    expect(run(['waivers', file('good.yaml')]).status).toBe(2);
    expect(run(['parse', '-'], { input: '5' }).status).toBe(2);
  });

  test('3 when only a part could be looked at', () => {
    const file = at();
    expect(run(['parse', '-', file('nowhere.json')], { input: '{"eventName":"x"}' }).status).toBe(3);
  });
});

describe('colours', () => {
  const isColoured = (env: Readonly<Record<string, string>>): boolean =>
    run(['rules', 'sharing'], { env }).stdout.includes('\u001b[');

  test('are not in a pipe, unless FORCE_COLOR asks for them and NO_COLOR lets it', () => {
    expect(isColoured({})).toBe(false);
    expect(isColoured({ FORCE_COLOR: '1' })).toBe(true);
    expect(isColoured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  test('are never in data', () => {
    for (const form of ['json', 'csv', 'markdown'])
      expect(run(['rules', '--output', form], { env: { FORCE_COLOR: '1' } }).stdout).not.toContain('\u001b');
  });
});

describe('a reader that goes away', () => {
  test.each([[['--help']], [['rules', '--output', 'json']], [['completion', 'bash']]])(
    '%j ends quietly, as it would have',
    async (args) => {
      const child = spawn(process.execPath, [BIN, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'] },
      });
      child.stdout.destroy();
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      await once(child, 'close');
      expect([child.exitCode, stderr]).toEqual([0, '']);
    },
  );
});

test.runIf(existsSync('/dev/full'))('a disk that is full is an error, and is told', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [BIN, 'rules'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  closeSync(full);
  expect([status, stderr]).toEqual([1, 'ami-warden: ENOSPC: no space left on device, write\n']);
});

test('init asks nothing without a terminal, and writes a policy that its own commands take', () => {
  const at = folderOf({});
  const made = run(['init'], { cwd: at('.') });
  expect([made.status, made.stdout]).toEqual([0, '']);
  const text = readFileSync(at('ami-policy.yaml'), 'utf8');
  expect(run(['policy', 'test', '-'], { input: text }).status).toBe(0);
  const again = run(['init'], { cwd: at('.') });
  expect(again).toEqual({
    status: 1,
    stdout: '',
    stderr: 'ami-warden init: ami-policy.yaml is there already: --force replaces it, --out names another\n',
  });
  expect(readFileSync(at('ami-policy.yaml'), 'utf8')).toBe(text);
});

test('help loads neither the SDK nor the compiler', () => {
  // From the sources, whose modules have names.
  const main = `process.argv.splice(1, 0, 'ami-warden'); import('${SOURCES}').then(({ main }) => main());`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', main, '--', '--help'], {
    encoding: 'utf8',
    maxBuffer: MUCH,
    env: { PATH: process.env['PATH'], NODE_DEBUG: 'esm' },
  });
  expect(status).toBe(0);
  expect(stderr).toContain('node_modules/commander');
  for (const name of ['@aws-sdk', 'node_modules/zod', 'node_modules/yaml', '@clack'])
    expect([name, stderr.includes(name)]).toEqual([name, false]);
});
