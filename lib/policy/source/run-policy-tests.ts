import type { Evaluation } from '../../model/finding.ts';
import type { Grant } from '../../model/grant.ts';
import type { Organization } from '../../model/organization.ts';
import type { PolicyBundle } from '../../model/policy.ts';
import { evaluate } from '../evaluate.ts';
import { detailKey } from '../finding-id.ts';
import { buildState } from './build-state.ts';
import { FACTS } from './facts.ts';
import type { PolicyTestSource } from './schema/tests.ts';

/** What one test of a policy came to; `differences` is empty when it passed, else a sentence for each thing that is not as expected. */
export interface PolicyTestResult {
  readonly name: string;
  readonly differences: readonly string[];
  readonly evaluation: Evaluation;
}

/** Runs a policy's tests on its own bundle, by the same `evaluate` as everywhere. A test without `at` happens at `now`. */
export const runPolicyTests = (
  policy: { readonly bundle: PolicyBundle; readonly tests: readonly PolicyTestSource[] },
  organization: Organization,
  now: Date,
): readonly PolicyTestResult[] =>
  policy.tests.map((test) => {
    const evaluation = evaluateTest(policy.bundle, test, organization, now);
    return { name: test.name, evaluation, differences: compare(test, evaluation) };
  });

/** Nobody grants anything in a policy's own tests. */
const NONE: ReadonlyMap<string, Grant> = new Map();

const evaluateTest = (
  bundle: PolicyBundle,
  { given }: PolicyTestSource,
  organization: Organization,
  now: Date,
): Evaluation => {
  const at = given.at === undefined ? now : new Date(given.at);
  const state = buildState(given, organization, at);
  const touched = given.touched ?? FACTS;
  const input = { state, policy: bundle, organization, touched, grants: NONE, now: at };
  const first = evaluate({ ...input, firstSeen: new Map() });
  if (given.failingFor === undefined) return first;
  const since = new Date(at.getTime() - given.failingFor * 1000).toISOString();
  return evaluate({ ...input, firstSeen: new Map(first.findings.map(({ id }) => [id, since])) });
};

const compare = ({ expect }: PolicyTestSource, evaluation: Evaluation): readonly string[] =>
  Object.entries(expect).flatMap(([rule, expectation]) => {
    const expected = typeof expectation === 'string' ? { verdict: expectation } : expectation;
    const verdict = evaluation.verdicts.find((candidate) => candidate.rule === rule);
    if (verdict === undefined) return [`${rule}: expected ${expected.verdict}, but it was not judged`];
    const findings = evaluation.findings.filter((finding) => finding.rule === rule);
    const got = { ...verdict, findings: findings.map(({ detail }) => detailKey(detail)) };
    return (['verdict', 'mode', 'severity', 'until', 'findings', 'reason'] as const).flatMap((member) => {
      const wanted = member in expected ? expected[member] : undefined;
      const [want, have] = [JSON.stringify(wanted), JSON.stringify(got[member])];
      return wanted === undefined || want === have
        ? []
        : [`${rule}: expected ${member} ${want}, got ${have} (${got.reason})`];
    });
  });
