import type { Reporter, TestModule } from 'vitest/node';

/** Prints the run's totals alone on the last line, in a form that tools can read; a run without a test fails. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        count[state === 'pending' ? 'skipped' : state] += 1;
      }
    }
    if (count.passed + count.failed === 0) process.exitCode = 1;
    // The default reporter prints its summary in the same hook; this line comes after it.
    process.on('exit', () => {
      process.stdout.write(
        `${String(count.passed)} passed, ${String(count.failed)} failed, ${String(count.skipped)} skipped\n`,
      );
    });
  }
}
