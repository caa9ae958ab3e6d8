import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const TOP = join(import.meta.dirname, '../..');
const CONFIGS = [
  'eslint.config.ts',
  '.dependency-cruiser.cjs',
  'tsconfig.json',
  'package.json',
  'knip.json',
  'vitest.config.ts',
  '.prettierrc.json',
  'build/check.ts',
  'test/count-reporter.ts',
];

let house: string;

/** A house with our own gates in it and nothing else; what stands in it is what the test puts there. */
beforeAll(() => {
  mkdirSync(join(TOP, '.cache'), { recursive: true });
  house = mkdtempSync(join(TOP, '.cache/house-'));
});
afterAll(() => {
  rmSync(house, { recursive: true, force: true });
});

const build = (files: Readonly<Record<string, string>>): string => {
  const room = mkdtempSync(join(house, 'room-'));
  for (const config of CONFIGS) {
    mkdirSync(dirname(join(room, config)), { recursive: true });
    copyFileSync(join(TOP, config), join(room, config));
  }
  symlinkSync(join(TOP, 'node_modules'), join(room, 'node_modules'));
  for (const [name, text] of Object.entries({ 'lib/model/fine.ts': 'export const fine = 1;\n', ...files })) {
    mkdirSync(dirname(join(room, name)), { recursive: true });
    writeFileSync(join(room, name), text);
  }
  return room;
};

const run = (
  room: string,
  command: string,
  ...args: string[]
): { status: number | null; output: string; stdout: string } => {
  const path = `${join(TOP, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
  const result = spawnSync(join(TOP, 'node_modules/.bin', command), args, {
    cwd: room,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, NO_COLOR: '1' },
  });
  return { status: result.status, output: `${result.stdout}${result.stderr}`, stdout: result.stdout };
};

const lint = (file: string, text: string) => run(build({ [file]: text }), 'eslint', file);

describe('a seeded violation is found by', () => {
  test.each([
    ['Date.now', 'export const a = (): number => Date.now();\n', 'no-restricted-properties'],
    ['new Date()', 'export const a = (): Date => new Date();\n', 'no-restricted-syntax'],
    ['Math.random', 'export const a = (): number => Math.random();\n', 'no-restricted-properties'],
    ['process', 'export const a = (): string => process.version;\n', 'no-restricted-globals'],
    ['fetch', "export const a = (): Promise<Response> => fetch('x');\n", 'no-restricted-globals'],
    ['a timer', 'export const a = (): unknown => setTimeout(() => 1, 1);\n', 'no-restricted-globals'],
    ['console', "export const a = (): void => { console.log('x'); };\n", 'no-restricted-globals'],
    ['node:*', "import { sep } from 'node:path';\nexport const a = sep;\n", 'no-restricted-syntax'],
  ])('the purity rule: %s in lib/policy', (_, text, rule) => {
    const { status, output } = lint('lib/policy/seeded.ts', text);
    expect(output).toContain(rule);
    expect(status).toBe(1);
  });

  test.each([
    [
      'a floating promise',
      'export const a = (p: Promise<number>): void => { p; };\n',
      'no-floating-promises',
    ],
    ['any', 'export const a = (x: any): unknown => x;\n', 'no-explicit-any'],
    [
      'a switch that forgets a member',
      "export const a = (x: 'b' | 'c'): number => { switch (x) { case 'b': return 1; } return 2; };\n",
      'switch-exhaustiveness-check',
    ],
    ['an enum', 'export enum A { B }\n', 'no-restricted-syntax'],
    ['a default export', 'const a = 1;\nexport default a;\n', 'no-restricted-exports'],
    ['a barrel', "export * from '../model/fine.ts';\n", 'no-restricted-syntax'],
    ['process outside lib/config', 'export const a = process.pid;\n', 'no-restricted-globals'],
  ])('eslint: %s', (_, text, rule) => {
    const { status, output } = lint('lib/app/seeded.ts', text);
    expect(output).toContain(rule);
    expect(status).toBe(1);
  });

  test.each([
    ['model imports ports', 'lib/model/a.ts', '../ports/b.ts', 'lib/ports/b.ts', 'model-looks-down-only'],
    [
      'policy imports remediation',
      'lib/policy/a.ts',
      '../remediation/b.ts',
      'lib/remediation/b.ts',
      'policy-looks-down-only',
    ],
    [
      'remediation imports policy',
      'lib/remediation/a.ts',
      '../policy/b.ts',
      'lib/policy/b.ts',
      'remediation-looks-down-only',
    ],
    ['app imports aws', 'lib/app/a.ts', '../aws/b.ts', 'lib/aws/b.ts', 'app-looks-down-only'],
    ['aws imports app', 'lib/aws/a.ts', '../app/b.ts', 'lib/app/b.ts', 'aws-looks-down-only'],
    [
      'a function imports an adapter',
      'functions/guard/a.ts',
      '../../lib/aws/b.ts',
      'lib/aws/b.ts',
      'functions-wire-only',
    ],
    [
      'a handler reaches the sandbox',
      'functions/guard/handler.ts',
      '../../lib/config/b.ts',
      'lib/config/b.ts',
      'lambdas-stay-small',
    ],
    [
      'a back-test reaches what could write',
      'lib/cli/policy/plan/a.ts',
      '../b.ts',
      'lib/cli/policy/b.ts',
      'back-tests-cannot-write',
    ],
    ['the SDK in app', 'lib/app/a.ts', '@aws-sdk/client-ec2', null, 'sdk-at-the-edge'],
    ['a missing module', 'lib/app/a.ts', './nowhere.ts', null, 'resolvable'],
  ])('dependency-cruiser: %s', (_, from, to, target, rule) => {
    const up = rule === 'back-tests-cannot-write' ? '../../' : '../';
    const reached = `import { fine } from '${up}sandbox/fine.ts';\nexport const b = fine;\n`;
    const isReached = rule === 'lambdas-stay-small' || rule === 'back-tests-cannot-write';
    const files = {
      [from]: `import * as b from '${to}';\nexport const a = b;\n`,
      'lib/sandbox/fine.ts': 'export const fine = 1;\n',
      'functions/guard/fine.ts': 'export const fine = 1;\n',
      ...(target === null ? {} : { [target]: isReached ? reached : 'export const b = 1;\n' }),
    };
    const { status, output } = run(
      build(files),
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'lib',
      'functions',
    );
    expect(output).toContain(rule);
    expect(status).not.toBe(0);
  });

  test('tsc: a possibly missing element', () => {
    const room = build({ 'lib/app/seeded.ts': 'export const a = (x: readonly string[]): string => x[0];\n' });
    const { status, output } = run(room, 'node', 'build/check.ts', 'types');
    expect(output).toContain('lib/app/seeded.ts(1,');
    expect(output).toContain('FAIL types');
    expect(status).toBe(1);
  });

  test('prettier: double quotes', () => {
    const { status, output } = run(
      build({ 'lib/app/seeded.ts': 'export const a = "b";\n' }),
      'prettier',
      '--check',
      'lib',
    );
    expect(output).toContain('lib/app/seeded.ts');
    expect(status).toBe(1);
  });

  test('knip: a file that nothing uses', () => {
    const room = build({ 'lib/app/seeded.ts': 'export const a = 1;\n' });
    const { status, output } = run(room, 'knip', '--no-progress', '--include', 'files');
    expect(output).toContain('lib/app/seeded.ts');
    expect(status).toBe(1);
  });
});

describe('a gate that looked at nothing fails:', () => {
  test('the direction of a house without modules', () => {
    const room = build({});
    rmSync(join(room, 'lib'), { recursive: true });
    for (const folder of ['lib', 'functions', 'bin']) mkdirSync(join(room, folder));
    rmSync(join(room, 'build/check.ts'));
    const { status, output } = run(room, 'node', join(TOP, 'build/check.ts'), 'direction');
    expect(output).toContain('FAIL direction: 0 files');
    expect(status).toBe(1);
  });

  test('a test run without a test', () => {
    const room = build({
      'test/unit/none.test.ts': "import { describe } from 'vitest';\ndescribe('nothing', () => {});\n",
    });
    const { status, stdout } = run(room, 'vitest', 'run');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^0 passed, \d+ failed, 0 skipped$/);
    expect(status).toBe(1);
  });
});
