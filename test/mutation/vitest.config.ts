import { defineConfig } from 'vitest/config';

/** The tests that mutants of the pure rooms are held against: quick ones, no server and no child process among them. */
export default defineConfig({
  test: {
    include: [
      'test/unit/policy/**/*.test.ts',
      'test/unit/remediation/**/*.test.ts',
      'test/cases/**/*.test.ts',
      'test/laws/policy*.test.ts',
      'test/laws/remediation*.test.ts',
      'test/laws/writes.test.ts',
    ],
    testTimeout: 60_000,
    isolate: false,
    pool: 'threads',
  },
});
