import { configDefaults, defineConfig } from 'vitest/config';

// These change classes of the SDK for all who load them after.
const MOCKING = ['test/unit/aws/**/*.test.ts', 'test/unit/cli/by-hand/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['./test/global-setup.ts'],
    reporters: ['default', './test/count-reporter.ts'],
    // One worker a core of the smallest machine that is worth working on.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...MOCKING],
          // Modules are loaded once for each worker, so no test may lean on a module's state.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: MOCKING } },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
