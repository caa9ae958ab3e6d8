import { junitText, type JunitCase } from '../../output/junit.ts';
import type { SuiteOutcome, TestOutcome } from './outcome.ts';
import { whyFailed } from './report.ts';

/** The outcomes as JUnit XML: a test suite a policy. A policy without tests is a suite with one failure, so that no reader takes it for good. */
export const junitOf = (suites: readonly SuiteOutcome[]): string =>
  junitText(
    'policy test',
    suites.map(({ policy, hash, tests }) => ({
      name: policy,
      properties: { 'policy.sha256': hash },
      cases: tests.length === 0 ? [UNTESTED] : tests.map(caseOf),
    })),
  );

const UNTESTED: JunitCase = {
  name: 'the policy has tests',
  place: null,
  failure: { message: 'expected at least one test', body: '' },
};

const caseOf = (test: TestOutcome): JunitCase => ({
  name: test.name,
  place: test.at,
  failure: test.passed ? null : { message: messageOf(test), body: whyFailed(test).join('\n') },
});

const messageOf = (test: TestOutcome): string =>
  test.rules
    .filter(({ passed }) => !passed)
    .map(({ rule, expected, got }) => `${rule}: expected ${expected}; got ${got}`)
    .join('. ');
