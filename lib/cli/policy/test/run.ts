import * as z from 'zod';
import type { Organization } from '../../../model/organization.ts';
import { runPolicyTests } from '../../../policy/source/run-policy-tests.ts';
import { instant, oneOf, sentence } from '../../../policy/source/schema/words.ts';
import { EXIT, worstExit, type ExitCode } from '../../output/exit-code.ts';
import { complain, print, type Io } from '../../output/io.ts';
import { jsonText } from '../../output/json.ts';
import { readOptions } from '../../output/read-options.ts';
import { show } from '../../output/show.ts';
import { loadPolicy, type LoadedPolicy } from '../load-policy.ts';
import { problemLines } from '../problem-line.ts';
import { readFiles } from '../read-files.ts';
import { TEST_FORMS } from './doc.ts';
import { exampleOrganization } from './example-organization.ts';
import { junitOf } from './junit.ts';
import { readOrganization } from './organization.ts';
import { outcomeOf, type SuiteOutcome } from './outcome.ts';
import { reportOf, summaryOf } from './report.ts';
import { strangersOf } from './strangers.ts';
import { suitesOf } from './suites.ts';

const Options = z.object({
  output: oneOf(TEST_FORMS).default('table'),
  at: instant.optional(),
  organization: sentence.optional(),
});

type GoodPolicy = Extract<LoadedPolicy, { kind: 'good' }>;

/** `ami-warden policy test`. Answers the exit code: 0 all passed, 1 a policy has no tests or none could run, 2 a test failed. */
export const runTest = async (
  paths: readonly string[],
  raw: unknown,
  io: Io,
  started: Date,
): Promise<ExitCode> => {
  const read = readOptions(Options, raw);
  if (!read.ok) return refuse(io, read.problems);
  const { output, at } = read.options;
  const now = at === undefined ? started : new Date(at);
  const organization = await organizationOf(read.options.organization, io, now);
  if (organization === null) return EXIT.error;
  const policies = await loadAll(paths, io, now);
  if (policies === null) return EXIT.error;

  await print(io.stderr, strangersOf(policies, organization, read.options.organization === undefined));
  const outcomes = policies.map((policy) => outcomeOf(policy, runPolicyTests(policy, organization, now)));
  await show(io, output, {
    table: ({ colour }) => reportOf(outcomes, colour),
    json: () => jsonText(jsonOf(outcomes)),
    junit: () => junitOf(outcomes),
  });
  await print(io.stderr, summaryOf(outcomes));
  return worstExit(outcomes.map(exitOf));
};

const refuse = async (io: Io, problems: readonly string[]): Promise<ExitCode> => {
  await complain(io, 'policy test', problems);
  return EXIT.error;
};

// What nobody tested may be wrong in any way: that is not a test which found something.
const exitOf = ({ tests }: SuiteOutcome): ExitCode => {
  if (tests.length === 0) return EXIT.error;
  return tests.every(({ passed }) => passed) ? EXIT.clean : EXIT.findings;
};

const jsonOf = (outcomes: readonly SuiteOutcome[]): object => {
  const tests = outcomes.flatMap((outcome) => outcome.tests);
  const passed = tests.filter((test) => test.passed).length;
  const ok = outcomes.every((outcome) => exitOf(outcome) === EXIT.clean);
  return { ok, passed, failed: tests.length - passed, policies: outcomes };
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
