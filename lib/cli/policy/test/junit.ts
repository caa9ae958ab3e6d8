import { plain } from '../../../render/plain.ts';
import type { SuiteOutcome, TestOutcome } from './outcome.ts';
import { whyFailed } from './report.ts';

/** The outcomes as JUnit XML: a test suite a policy. A policy without tests is a suite with one failure, so that no reader takes it for good. */
export const junitOf = (suites: readonly SuiteOutcome[]): string => {
  const all = suites.map(casesOf);
  const lines = suites.flatMap((suite, index) => {
    const cases = all[index] ?? [];
    return [
      `  <testsuite name=${quoted(suite.policy)}${counts(cases)}>`,
      `    <properties><property name="policy.sha256" value=${quoted(suite.hash)}/></properties>`,
      ...cases.flatMap((one) => caseLines(one, suite)),
      '  </testsuite>',
    ];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="ami-warden policy test"${counts(all.flat())}>`,
    ...lines,
    '</testsuites>',
    '',
  ].join('\n');
};

interface Case {
  readonly name: string;
  readonly test: TestOutcome | null;
  readonly failure: { readonly message: string; readonly body: string } | null;
}

const casesOf = (suite: SuiteOutcome): readonly Case[] =>
  suite.tests.length === 0
    ? [
        {
          name: 'the policy has tests',
          test: null,
          failure: { message: 'expected at least one test', body: '' },
        },
      ]
    : suite.tests.map((test) => ({ name: test.name, test, failure: failureOf(test) }));

const failureOf = (test: TestOutcome): Case['failure'] => {
  if (test.passed) return null;
  const wrong = test.rules.filter(({ passed }) => !passed);
  const message = wrong
    .map(({ rule, expected, got }) => `${rule}: expected ${expected}; got ${got}`)
    .join('. ');
  return { message, body: whyFailed(test).join('\n') };
};

const caseLines = ({ name, test, failure }: Case, suite: SuiteOutcome): readonly string[] => {
  const at = test?.at ?? null;
  const place = at === null ? '' : ` file=${quoted(at.file)} line="${String(at.line)}"`;
  const open = `    <testcase name=${quoted(name)} classname=${quoted(suite.policy)}${place} time="0"`;
  return failure === null
    ? [`${open}/>`]
    : [
        `${open}>`,
        `      <failure message=${quoted(failure.message)}>${escaped(failure.body)}</failure>`,
        '    </testcase>',
      ];
};

const counts = (cases: readonly Case[]): string => {
  const failed = cases.filter(({ failure }) => failure !== null).length;
  return ` tests="${String(cases.length)}" failures="${String(failed)}" errors="0" time="0"`;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Line ends stay; what XML 1.0 cannot hold is dropped. */
const escaped = (text: string): string =>
  text
    .split('\n')
    .map((line) => plain(line, 4_000).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? ''))
    .join('\n');

const quoted = (text: string): string => `"${escaped(plain(text, 4_000))}"`;
