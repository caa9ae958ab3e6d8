import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['./test/global-setup.ts'],
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/count-reporter.ts'],
    // One worker a core of the smallest machine; modules are loaded once for each, so no test may lean on a module's state.
    maxWorkers: 2,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
