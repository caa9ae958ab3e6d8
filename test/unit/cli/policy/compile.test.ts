import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCompile } from '../../../../lib/cli/policy/compile/run.ts';
import { loadBundle } from '../../../../lib/policy/load-bundle.ts';
import { capturedIo } from './captured-io.ts';
import { folderOf } from './folder.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const GOOD = "version: 1\nrules: { public-sharing: {} }\nnotify: { default: { slack: '#a' } }\n";
const BAD = 'version: 1\nrules: { public-sharing: { mode: on } }\n';

const compile = async (files: readonly string[], raw: unknown = {}, now = NOW) => {
  const { io, out, err } = capturedIo();
  const code = await runCompile(files, raw, io, now);
  return { code, out: out(), err: err() };
};

describe('policy compile', () => {
  test('writes the bundle that the service loads on stdout, and its hash on stderr', async () => {
    const at = folderOf({ 'p.yaml': GOOD });
    const { code, out, err } = await compile([at('p.yaml')]);
    expect(code).toBe(0);
    const loaded = loadBundle(out);
    expect(loaded).toMatchObject({ ok: true, bundle: { name: 'policy', version: 1 } });
    expect(loaded.ok ? err : '').toBe(`sha256 ${loaded.ok ? loaded.bundle.hash : ''}\n`);
  });

  test('the same files give the same bytes wherever they lie and whenever it is', async () => {
    const files = {
      'policy.yaml': GOOD,
      'team/groups.yaml': 'groups: { dev: { accounts: ["555566667777"] } }\n',
    };
    const [one, two] = [folderOf(files), folderOf(files)];
    const first = await compile([one('policy.yaml'), one('team/groups.yaml')]);
    const second = await compile(
      [two('team/../policy.yaml'), two('team/groups.yaml')],
      {},
      new Date('2031-01-01T00:00:00Z'),
    );
    expect(first.code).toBe(0);
    expect(second.out).toBe(first.out);
    expect(first.out).toContain('"source":{"column":10,"file":"policy.yaml","line":2}');
  });

  test('replaces a file whole, and leaves nothing else behind', async () => {
    const at = folderOf({ 'p.yaml': GOOD, 'policy.json': 'old' });
    const { code, out, err } = await compile([at('p.yaml')], { out: at('policy.json') });
    expect(code).toBe(0);
    expect(out).toBe('');
    const text = readFileSync(at('policy.json'), 'utf8');
    const loaded = loadBundle(text);
    expect(loaded.ok && err).toBe(`sha256 ${loaded.ok ? loaded.bundle.hash : ''}  ${at('policy.json')}\n`);
    expect(readdirSync(at('.'))).toEqual(['p.yaml', 'policy.json']);
  });

  test('a link stays, and what it names is replaced', async () => {
    const at = folderOf({ 'p.yaml': GOOD, 'real/policy.json': 'old' });
    symlinkSync('real/policy.json', at('policy.json'));
    expect((await compile([at('p.yaml')], { out: at('policy.json') })).code).toBe(0);
    expect(loadBundle(readFileSync(at('real/policy.json'), 'utf8')).ok).toBe(true);
    expect(readdirSync(at('real'))).toEqual(['policy.json']);
  });

  test('a bad policy is refused whole: nothing is written, and what was there stays', async () => {
    const at = folderOf({ 'p.yaml': BAD, 'policy.json': 'old' });
    const { code, out, err } = await compile([at('p.yaml')], { out: at('policy.json') });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(
      `${at('p.yaml')}:2:34: "on": expected one of off, audit, notify, enforce
ami-warden policy compile: the policy is refused: nothing was written
`,
    );
    expect(readFileSync(at('policy.json'), 'utf8')).toBe('old');
    expect(readdirSync(at('.'))).toEqual(['p.yaml', 'policy.json']);
  });

  test('a bad further file spoils the whole as well', async () => {
    const at = folderOf({ 'p.yaml': GOOD, 'w.yaml': 'waivers: [{ id: W-1 }]\n' });
    const { code, out, err } = await compile([at('p.yaml'), at('w.yaml')]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(`${at('w.yaml')}:1:11: \`rules\` is missing`);
  });

  test('a waiver that is too long today is refused, and by --at another day is asked', async () => {
    const text = `${GOOD}waiverPolicy: { maxDays: 10 }
waivers:
  - { id: W-1, rules: [public-sharing], match: { accounts: ['111122223333'] }, reason: r, owner: o, expires: 2026-07-01 }
`;
    const at = folderOf({ 'p.yaml': text });
    expect((await compile([at('p.yaml')])).code).toBe(1);
    expect((await compile([at('p.yaml')], { at: '2026-06-25' })).code).toBe(0);
  });

  test.each([
    ['the policy itself', 'p.yaml', '--out: FILE is the policy itself: expected another file'],
    ['a folder', 'folder', 'FILE cannot be written: it is there, and is no file'],
    ['a place that is not there', 'nowhere/x.json', 'FILE cannot be written: there is no such folder'],
  ])('does not write over %s', async (_, out, message) => {
    const at = folderOf({ 'p.yaml': GOOD });
    mkdirSync(at('folder'));
    const { code, err } = await compile([at('p.yaml')], { out: at(out) });
    expect(code).toBe(1);
    expect(err).toBe(`ami-warden policy compile: ${message.replace('FILE', at(out))}\n`);
    expect(readFileSync(at('p.yaml'), 'utf8')).toBe(GOOD);
    expect(readdirSync(at('.')).toSorted()).toEqual(['folder', 'p.yaml']);
  });
});

describe('as a process', () => {
  const TOP = join(import.meta.dirname, '../../../..');
  const run = (args: readonly string[], input = '') => {
    const { status, stdout, stderr } = spawnSync('node', [join(TOP, 'bin/ami-warden.js'), ...args], {
      encoding: 'utf8',
      input,
      cwd: TOP,
      env: { ...process.env, PATH: `${join(TOP, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
    });
    return { status, stdout, stderr };
  };

  test('a shipped policy goes from stdin to a bundle that loads', () => {
    const text = readFileSync(join(TOP, 'policies/minimal.yaml'), 'utf8');
    const { status, stdout, stderr } = run(['policy', 'compile', '-'], text);
    expect(status).toBe(0);
    const loaded = loadBundle(stdout);
    expect(loaded.ok).toBe(true);
    expect(stderr).toContain(loaded.ok ? `sha256 ${loaded.bundle.hash}\n` : 'no bundle');
  });

  test('mistakes and wrong flags end with 1 and a clear message', () => {
    const at = folderOf({ 'p.yaml': BAD });
    expect(run(['policy', 'validate', at('p.yaml')])).toMatchObject({ status: 1, stdout: '' });
    const wrong = run(['policy', 'validate', '--outpt', 'json', at('p.yaml')]);
    expect(wrong).toMatchObject({ status: 1, stdout: '' });
    expect(wrong.stderr).toContain("unknown option '--outpt'");
    expect(wrong.stderr).toContain('Did you mean --output?');
    const missing = run(['policy', 'test']);
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toContain("missing required argument 'file'");
  });

  test('a reader that goes away early is no error', () => {
    const at = folderOf({ 'run.sh': '' });
    writeFileSync(
      at('run.sh'),
      `set -o pipefail; node ${join(TOP, 'bin/ami-warden.js')} policy schema | head -c 10`,
    );
    const { status, stdout, stderr } = spawnSync('bash', [at('run.sh')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(TOP, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toHaveLength(10);
  });

  test.each([['validate'], ['compile'], ['test'], ['schema']])('%s --help shows examples', (command) => {
    const { status, stdout } = run(['policy', command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`  $ ami-warden policy ${command}`);
  });
});
