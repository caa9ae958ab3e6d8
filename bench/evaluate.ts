import { readFileSync } from 'node:fs';
import type { EvaluationInput } from '../lib/model/finding.ts';
import type { PolicyBundle } from '../lib/model/policy.ts';
import { bundleJson } from '../lib/policy/bundle.ts';
import { evaluate } from '../lib/policy/evaluate.ts';
import { loadBundle } from '../lib/policy/load-bundle.ts';
import { compilePolicy } from '../lib/policy/source/compile-policy.ts';
import { SUBJECT_FACTS } from '../lib/model/subject-facts.ts';
import { images, largeOrganization, OBSERVED } from './estate.ts';
import type { Figures } from './figures.ts';
import { median } from './processes.ts';

const POLICY = new URL('policy.yaml', import.meta.url);
const IMAGES = 20_000;
const ROUNDS = 7;
const LOADS = 50;

/** The bench's policy, compiled. */
export const benchPolicy = (): PolicyBundle => {
  const compiled = compilePolicy([{ name: 'policy.yaml', text: readFileSync(POLICY, 'utf8') }]);
  if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
  return compiled.bundle;
};

// CPU time of this thread: other work on the machine must not count.
const cpuSeconds = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

/** Images a second of CPU time, in one thread, by a policy of eight rules and three expressions, in an organisation of a thousand accounts. */
export const evaluationSpeed = (): Figures => {
  const policy = benchPolicy();
  const organization = largeOrganization();
  const states = [...images(organization, IMAGES)];
  const firstSeen = new Map<string, string>();
  const round = (): void => {
    for (const state of states) {
      const input: EvaluationInput = {
        state,
        policy,
        organization,
        touched: SUBJECT_FACTS.image,
        firstSeen,
        grants: new Map(),
        now: OBSERVED,
      };
      evaluate(input);
    }
  };
  round();
  const rounds = Array.from({ length: ROUNDS }, () => IMAGES / cpuSeconds(round));
  return { 'evaluate.rules': policy.rules.length, 'evaluate.imagesPerSecond': median(rounds) };
};

/** How long a Lambda takes to load this policy from its bundle, checks and all, in milliseconds: the first time, and when warm. */
export const policyLoad = (): Figures => {
  const json = bundleJson(benchPolicy());
  const load = (): number =>
    1000 *
    cpuSeconds(() => {
      const loaded = loadBundle(json);
      if (!loaded.ok) throw new Error(loaded.problem);
    });
  const first = load();
  return { 'policy.load.first_ms': first, 'policy.load.ms': median(Array.from({ length: LOADS }, load)) };
};
