import * as z from 'zod';
import type { Organization } from '../../../model/organization.ts';
import { runPolicyTests } from '../../../policy/source/run-policy-tests.ts';
import { instant, oneOf, sentence } from '../../../policy/source/schema/words.ts';
import { complain, hasColour, print, type Io } from '../../output/io.ts';
import { readOptions } from '../../output/read-options.ts';
import { loadPolicy, type LoadedPolicy } from '../load-policy.ts';
import { problemLines } from '../problem-line.ts';
import { readFiles } from '../read-files.ts';
import { exampleOrganization } from './example-organization.ts';
import { junitOf } from './junit.ts';
import { readOrganization } from './organization.ts';
import { outcomeOf, type SuiteOutcome } from './outcome.ts';
import { reportOf, summaryOf } from './report.ts';
import { strangersOf } from './strangers.ts';
import { suitesOf } from './suites.ts';

const Options = z.object({
  output: oneOf(['table', 'json', 'junit']).default('table'),
  at: instant.optional(),
  organization: sentence.optional(),
});

type GoodPolicy = Extract<LoadedPolicy, { kind: 'good' }>;

/** `ami-warden policy test`. Answers the exit code: 0 all passed, 1 no test ran, 2 a test failed or a policy has none. */
export const runTest = async (
  paths: readonly string[],
  raw: unknown,
  io: Io,
  started: Date,
): Promise<number> => {
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(io, read.problems);
  const { output, at } = read.options;
  const now = at === undefined ? started : new Date(at);
  const organization = await organizationOf(read.options.organization, io, now);
  if (organization === null) return 1;
  const policies = await loadAll(paths, io, now);
  if (policies === null) return 1;

  await print(io.stderr, strangersOf(policies, organization, read.options.organization === undefined));
  const outcomes = policies.map((policy) => outcomeOf(policy, runPolicyTests(policy, organization, now)));
  await print(io.stdout, shown(outcomes, output, hasColour(io.stdout, io.env)));
  await print(io.stderr, summaryOf(outcomes));
  return outcomes.every(isGood) ? 0 : 2;
};

const refuse = async (io: Io, problems: readonly string[]): Promise<number> => {
  await complain(io, 'policy test', problems);
  return 1;
};

const isGood = ({ tests }: SuiteOutcome): boolean => tests.length > 0 && tests.every(({ passed }) => passed);

const shown = (
  outcomes: readonly SuiteOutcome[],
  output: z.infer<typeof Options>['output'],
  colour: boolean,
): string => {
  switch (output) {
    case 'table':
      return reportOf(outcomes, colour);
    case 'json': {
      const tests = outcomes.flatMap((outcome) => outcome.tests);
      const passed = tests.filter((test) => test.passed).length;
      const ok = outcomes.every(isGood);
      return `${JSON.stringify({ ok, passed, failed: tests.length - passed, policies: outcomes }, null, 2)}\n`;
    }
    case 'junit':
      return junitOf(outcomes);
  }
};

/** Null when it could not be read, which was told. */
const organizationOf = async (path: string | undefined, io: Io, now: Date): Promise<Organization | null> => {
  if (path === undefined) return exampleOrganization(now);
  const read = await readFiles([path], io.stdin);
  if (!read.ok) {
    await refuse(io, read.problems);
    return null;
  }
  const [file] = read.files;
  const parsed = readOrganization(file ?? { name: path, text: '' }, now);
  if (parsed.ok) return parsed.organization;
  await print(io.stderr, problemLines(parsed.problems, 'error'));
  return null;
};

/** Null when not all of them are good, which was told. */
const loadAll = async (
  paths: readonly string[],
  io: Io,
  now: Date,
): Promise<readonly GoodPolicy[] | null> => {
  const found = await suitesOf(paths);
  if (!found.ok) {
    await refuse(io, found.problems);
    return null;
  }
  const good: GoodPolicy[] = [];
  for (const suite of found.suites) {
    const policy = await loadPolicy(suite, io.stdin, now);
    if (policy.kind === 'unreadable') await refuse(io, policy.problems);
    else if (policy.kind === 'refused') await print(io.stderr, problemLines(policy.problems, 'error'));
    else good.push(policy);
  }
  return good.length === found.suites.length ? good : null;
};
