import { stringify } from 'yaml';
import { paint, type Tone } from '../../../render/paint.ts';
import { plain } from '../../../render/plain.ts';
import type { RuleOutcome, SuiteOutcome, TestOutcome } from './outcome.ts';

const LONGEST = 2_000;

/** For people: a line for each test; under one that failed its facts, and what each rule was to say, said, and why. */
export const reportOf = (suites: readonly SuiteOutcome[], colour: boolean): string =>
  suites
    .map((suite) => {
      const title = paint(plain(suite.policy, LONGEST), 'title', colour);
      return [title, ...suite.tests.flatMap((test) => linesOf(test, colour)), ''].join('\n');
    })
    .join('\n');

/** `8 passed, 1 failed`, and which policies have no test. */
export const summaryOf = (suites: readonly SuiteOutcome[]): string => {
  const tests = suites.flatMap((suite) => suite.tests);
  const failed = tests.filter(({ passed }) => !passed).length;
  const untested = suites
    .filter((suite) => suite.tests.length === 0)
    .map(({ policy }) => `${plain(policy, LONGEST)} has no tests: expected at least one\n`);
  return `${untested.join('')}${String(tests.length - failed)} passed, ${String(failed)} failed\n`;
};

/** What a failed test shows, without colours. */
export const whyFailed = (test: TestOutcome): readonly string[] => [
  ...factLines(test.facts).map((line) => `  ${line}`),
  ...test.rules.filter(({ passed }) => !passed).flatMap(ruleLines),
];

const linesOf = (test: TestOutcome, colour: boolean): readonly string[] => {
  const name = plain(test.name, LONGEST);
  if (test.passed) return [`  ${paint('pass', 'good', colour)}  ${name}`];
  const { at } = test;
  const place = at === null ? '' : `  ${plain(at.file, LONGEST)}:${String(at.line)}:${String(at.column)}`;
  return [
    `  ${paint('FAIL', 'bad', colour)}  ${name}${paint(place, 'quiet', colour)}`,
    ...whyFailed(test).map((line) => `      ${paint(line, toneOf(line), colour)}`),
  ];
};

const toneOf = (line: string): Tone => (line.includes('  got       ') ? 'attention' : 'none');

const factLines = (facts: unknown): readonly string[] => {
  const lines = stringify({ given: facts }, { lineWidth: 0 }).trimEnd().split('\n');
  return lines.map((line) => plain(line, LONGEST));
};

const ruleLines = ({ rule, expected, got, why }: RuleOutcome): readonly string[] =>
  [`  ${rule}`, `    expected  ${expected}`, `    got       ${got}`, `    why       ${why}`].map((line) =>
    plain(line, LONGEST),
  );
