import tseslint from 'typescript-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';

const PURE_ROOMS = ['model', 'events', 'policy', 'remediation', 'quota', 'render'];

const IMPURE_GLOBALS = [
  'process',
  'fetch',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'crypto',
].map((name) => ({ name, message: 'a pure room: take it as an argument' }));

export default defineConfig(
  globalIgnores(['node_modules', '.serverless', '.esbuild', '.cache', 'coverage', 'test/arch/fixtures']),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['bin/*.js', '.dependency-cruiser.cjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'a union of literals instead' },
        { selector: 'ExportAllDeclaration', message: 'no barrels: import from the file itself' },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['lib/**/*.ts', 'functions/**/*.ts'],
    ignores: ['lib/config/**'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: 'only lib/config reads the process' }],
    },
  },
  {
    files: PURE_ROOMS.map((room) => `lib/${room}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'time is an argument' },
        { object: 'Math', property: 'random', message: 'a pure room has no chance in it' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'time is an argument' },
        {
          selector: 'ImportDeclaration[source.value=/^node:/]',
          message: 'a pure room imports nothing of Node',
        },
        { selector: 'TSEnumDeclaration', message: 'a union of literals instead' },
        { selector: 'ExportAllDeclaration', message: 'no barrels: import from the file itself' },
      ],
    },
  },
  {
    files: ['*.config.ts', 'test/mutation/*.config.ts', 'test/count-reporter.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
);
