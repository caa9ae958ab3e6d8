import { Script } from 'node:vm';
import { TestStatus, type TestResult } from '@stryker-mutator/api/test-runner';
import type { HeldTest } from './held-tests.ts';

/** What is said of a test that was stopped. */
export const STOPPED = 'it was stopped, for it did not come to an end';

const BRIEFLY = new Script('runBatch()');

/** What came of tests, up to the first that failed or has to be waited for. */
interface Batch {
  readonly done: readonly TestResult[];
  readonly waiting: Promise<TestResult> | null;
}

/**
 * Runs tests one after the other, up to the first that fails or waits. What loops without end is stopped after so many
 * milliseconds, and the process goes on: to start another takes seconds.
 */
export const runBriefly = (tests: readonly HeldTest[], most: number): Batch => {
  const done: TestResult[] = [];
  try {
    Object.assign(globalThis, { runBatch: () => runBatch(tests, done) });
    const waiting = BRIEFLY.runInThisContext({ timeout: most }) as Batch['waiting'];
    return { done, waiting };
  } catch {
    const stopped = tests[done.length];
    return { done: stopped === undefined ? done : [...done, failed(stopped, most, STOPPED)], waiting: null };
  }
};

const runBatch = (tests: readonly HeldTest[], done: TestResult[]): Batch['waiting'] => {
  for (const test of tests) {
    const start = performance.now();
    try {
      const made = test.run();
      if (made instanceof Promise) return resultOf({ ...test, run: () => made });
      done.push(passed(test, performance.now() - start));
    } catch (error) {
      done.push(failed(test, performance.now() - start, error));
      return null;
    }
  }
  return null;
};

/** Runs one test, and waits for it. */
export const resultOf = async (test: HeldTest): Promise<TestResult> => {
  const start = performance.now();
  try {
    await test.run();
    return passed(test, performance.now() - start);
  } catch (error) {
    return failed(test, performance.now() - start, error);
  }
};

const passed = ({ id, fileName }: HeldTest, timeSpentMs: number): TestResult => ({
  id,
  name: id,
  fileName,
  timeSpentMs,
  status: TestStatus.Success,
});

const failed = ({ id, fileName }: HeldTest, timeSpentMs: number, why: unknown): TestResult => ({
  id,
  name: id,
  fileName,
  timeSpentMs,
  status: TestStatus.Failed,
  failureMessage: String(why).slice(0, 500),
});
