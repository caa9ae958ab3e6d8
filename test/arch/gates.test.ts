import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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

/** What eslint says of each seeded file, in one run of it: file -> the rules that it names. */
const lint = (files: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> => {
  const room = build(files);
  const { status, stdout } = run(room, 'eslint', '--format', 'json', ...Object.keys(files));
  expect(status).toBe(1);
  const reports = JSON.parse(stdout) as readonly {
    readonly filePath: string;
    readonly messages: readonly { readonly ruleId: string | null }[];
  }[];
  return new Map(
    reports.map(({ filePath, messages }) => [
      relative(room, filePath),
      messages.map(({ ruleId }) => ruleId ?? 'no rule'),
    ]),
  );
};

const IMPURE = [
  ['Date.now', 'export const a = (): number => Date.now();\n', 'no-restricted-properties'],
  ['new Date()', 'export const a = (): Date => new Date();\n', 'no-restricted-syntax'],
  ['Math.random', 'export const a = (): number => Math.random();\n', 'no-restricted-properties'],
  ['process', 'export const a = (): string => process.version;\n', 'no-restricted-globals'],
  ['fetch', "export const a = (): Promise<Response> => fetch('x');\n", 'no-restricted-globals'],
  ['a timer', 'export const a = (): unknown => setTimeout(() => 1, 1);\n', 'no-restricted-globals'],
  ['console', "export const a = (): void => { console.log('x'); };\n", 'no-restricted-globals'],
  ['node:*', "import { sep } from 'node:path';\nexport const a = sep;\n", 'no-restricted-syntax'],
].map(([what = '', text = '', rule = ''], index) => ({
  what: `the purity rule: ${what} in lib/policy`,
  file: `lib/policy/seeded-${String(index)}.ts`,
  text,
  rule,
}));

const UNSOUND = [
  [
    'a floating promise',
    'export const a = (p: Promise<number>): void => { p; };\n',
    '@typescript-eslint/no-floating-promises',
  ],
  ['any', 'export const a = (x: any): unknown => x;\n', '@typescript-eslint/no-explicit-any'],
  [
    'a switch that forgets a member',
    "export const a = (x: 'b' | 'c'): number => { switch (x) { case 'b': return 1; } return 2; };\n",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  ['an enum', 'export enum A { B }\n', 'no-restricted-syntax'],
  ['a default export', 'const a = 1;\nexport default a;\n', 'no-restricted-exports'],
  ['a barrel', "export * from '../model/fine.ts';\n", 'no-restricted-syntax'],
  ['process outside lib/config', 'export const a = process.pid;\n', 'no-restricted-globals'],
].map(([what = '', text = '', rule = ''], index) => ({
  what: `eslint: ${what}`,
  file: `lib/app/seeded-${String(index)}.ts`,
  text,
  rule,
}));

const SEEDED = [...IMPURE, ...UNSOUND];

interface Crossing {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** The file imported, where it is to be there, and what it imports in its turn. */
  readonly target?: readonly [file: string, reaches: string | null];
  readonly rule: string;
}

const CROSSINGS: readonly Crossing[] = [
  {
    what: 'model imports ports',
    from: 'lib/model/a.ts',
    to: '../ports/a.ts',
    target: ['lib/ports/a.ts', null],
    rule: 'model-looks-down-only',
  },
  {
    what: 'policy imports remediation',
    from: 'lib/policy/a.ts',
    to: '../remediation/b.ts',
    target: ['lib/remediation/b.ts', null],
    rule: 'policy-looks-down-only',
  },
  {
    what: 'remediation imports policy',
    from: 'lib/remediation/a.ts',
    to: '../policy/b.ts',
    target: ['lib/policy/b.ts', null],
    rule: 'remediation-looks-down-only',
  },
  {
    what: 'app imports aws',
    from: 'lib/app/a.ts',
    to: '../aws/b.ts',
    target: ['lib/aws/b.ts', null],
    rule: 'app-looks-down-only',
  },
  {
    what: 'aws imports app',
    from: 'lib/aws/a.ts',
    to: '../app/b.ts',
    target: ['lib/app/b.ts', null],
    rule: 'aws-looks-down-only',
  },
  {
    what: 'a function imports an adapter',
    from: 'functions/guard/a.ts',
    to: '../../lib/aws/c.ts',
    target: ['lib/aws/c.ts', null],
    rule: 'functions-wire-only',
  },
  {
    what: 'a handler reaches the sandbox',
    from: 'functions/guard/handler.ts',
    to: '../../lib/config/b.ts',
    target: ['lib/config/b.ts', '../sandbox/fine.ts'],
    rule: 'lambdas-stay-small',
  },
  {
    what: 'a back-test reaches what could write',
    from: 'lib/cli/policy/plan/a.ts',
    to: '../b.ts',
    target: ['lib/cli/policy/b.ts', '../../sandbox/fine.ts'],
    rule: 'back-tests-cannot-write',
  },
  { what: 'the SDK in app', from: 'lib/app/c.ts', to: '@aws-sdk/client-ec2', rule: 'sdk-at-the-edge' },
  { what: 'a missing module', from: 'lib/app/d.ts', to: './nowhere.ts', rule: 'resolvable' },
];

const crossingFiles = ({ from, to, target }: Crossing): readonly (readonly [string, string])[] => [
  [from, `import * as b from '${to}';\nexport const a = b;\n`],
  ...(target === undefined
    ? []
    : [
        [
          target[0],
          target[1] === null
            ? 'export const b = 1;\n'
            : `import { fine } from '${target[1]}';\nexport const b = fine;\n`,
        ] as const,
      ]),
];

describe('a seeded violation is found by', () => {
  test('the gates, and by nothing else than they: what stands in the house is fine', () => {
    const room = build({});
    expect(run(room, 'eslint', 'lib').status).toBe(0);
  });

  describe('eslint', () => {
    let found: ReadonlyMap<string, readonly string[]>;
    beforeAll(() => {
      found = lint(Object.fromEntries(SEEDED.map(({ file, text }) => [file, text])));
    });

    test.each(SEEDED)('$what', ({ file, rule }) => {
      expect(found.get(file)).toContain(rule);
    });
  });

  describe('dependency-cruiser', () => {
    let violations: readonly string[];
    beforeAll(() => {
      const files = Object.fromEntries([
        ['lib/sandbox/fine.ts', 'export const fine = 1;\n'],
        ['functions/guard/fine.ts', 'export const fine = 1;\n'],
        ...CROSSINGS.flatMap(crossingFiles),
      ]);
      const { status, output } = run(
        build(files),
        'depcruise',
        '--config',
        '.dependency-cruiser.cjs',
        'lib',
        'functions',
      );
      expect(status).not.toBe(0);
      violations = output.split('\n');
    });

    test.each(CROSSINGS)('$what', ({ from, rule }) => {
      expect(violations.filter((line) => line.includes(`${rule}: ${from} `))).toHaveLength(1);
    });
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
