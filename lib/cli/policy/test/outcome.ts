import type { SourcePosition } from '../../../model/policy.ts';
import { detailKey } from '../../../policy/finding-id.ts';
import { locateTests } from '../../../policy/source/locate-tests.ts';
import type { PolicyTestResult } from '../../../policy/source/run-policy-tests.ts';
import type { PolicyTestSource } from '../../../policy/source/schema/tests.ts';
import { locate } from '../../../policy/source/source-file.ts';
import type { LoadedPolicy } from '../load-policy.ts';

/** What one rule of a test was to say, and said. `expected` and `got` hold the same members. */
export interface RuleOutcome {
  readonly rule: string;
  readonly passed: boolean;
  readonly expected: string;
  readonly got: string;
  /** The verdict's own sentence. */
  readonly why: string;
}

export interface TestOutcome {
  readonly name: string;
  readonly at: SourcePosition | null;
  readonly passed: boolean;
  /** `given` as the file writes it. */
  readonly facts: unknown;
  readonly rules: readonly RuleOutcome[];
}

/** What the tests of one policy came to. `policy` is its file as typed. */
export interface SuiteOutcome {
  readonly policy: string;
  readonly hash: string;
  readonly tests: readonly TestOutcome[];
}

type GoodPolicy = Extract<LoadedPolicy, { kind: 'good' }>;

/** Puts the results beside the tests that they are of. */
export const outcomeOf = (policy: GoodPolicy, results: readonly PolicyTestResult[]): SuiteOutcome => {
  const places = locateTests(policy.files);
  return {
    policy: policy.files[0]?.name ?? 'stdin',
    hash: policy.bundle.hash,
    tests: policy.tests.flatMap((test, index) => {
      const result = results[index];
      if (result === undefined) return [];
      const place = places[index];
      return {
        name: test.name,
        at: place?.at ?? null,
        passed: result.differences.length === 0,
        facts: place === undefined ? test.given : locate(place, ['given'])?.value,
        rules: Object.entries(test.expect).map(([rule, expected]) => ruleOutcome(rule, expected, result)),
      };
    }),
  };
};

type Expected = PolicyTestSource['expect'][string];

const ruleOutcome = (
  rule: string,
  expectation: Expected,
  { evaluation, differences }: PolicyTestResult,
): RuleOutcome => {
  const expected: Told = typeof expectation === 'string' ? { verdict: expectation } : expectation;
  const verdict = evaluation.verdicts.find((candidate) => candidate.rule === rule);
  const findings = evaluation.findings
    .filter((finding) => finding.rule === rule)
    .map(({ detail }) => detailKey(detail));
  const members = (['mode', 'until', 'findings'] as const).filter((member) => expected[member] !== undefined);
  const text = (source: Told): string =>
    [source.verdict, ...members.map((member) => `${member} ${textOf(source[member])}`)].join(', ');
  return {
    rule,
    passed: !differences.some((difference) => difference.startsWith(`${rule}: `)),
    expected: text(expected),
    got: verdict === undefined ? 'no verdict' : text({ ...verdict, findings }),
    why: verdict?.reason ?? 'The rule was not judged: it reads none of the facts that `touched` names here.',
  };
};

interface Told {
  readonly verdict: string;
  readonly mode?: string | undefined;
  readonly until?: string | null | undefined;
  readonly findings?: readonly string[] | undefined;
}

const textOf = (value: string | readonly string[] | null | undefined): string => {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? 'none' : `[${value.join(', ')}]`;
};
