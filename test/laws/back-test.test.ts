import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareSubject, comparisonOf } from '../../lib/cli/policy/plan/compare.ts';
import { wholeState } from '../../lib/cli/inventory-file/subject-facts.ts';
import { SUBJECT_FACTS } from '../../lib/model/subject-facts.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { subjectKind } from '../../lib/model/subject.ts';
import { buildState } from '../../lib/policy/source/build-state.ts';
import { anyGiven, anyOrganization } from './given.ts';
import { NOW } from './policy-inputs.ts';
import { policy as anyPolicy } from './random-policy.ts';

/** Two policies that have much in common: some rules, overrides and waivers of the one are another's. */
const pair = fc
  .record({
    one: anyPolicy,
    other: anyPolicy,
    rules: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
    overrides: fc.boolean(),
    waivers: fc.boolean(),
    groups: fc.boolean(),
  })
  .map(({ one, other, rules, overrides, waivers, groups }) => {
    const mixed: PolicyBundle = {
      ...one,
      rules: one.rules.map((rule, index) =>
        rules[index] === true ? (other.rules.find(({ id }) => id === rule.id) ?? rule) : rule,
      ),
      overrides: overrides ? one.overrides : one.overrides.slice(1),
      waivers: waivers ? one.waivers : one.waivers.slice(1),
      groups: groups ? one.groups : { partners: ['777788889999'] },
    };
    return { one, mixed };
  });

test('what the policies share is judged once, and nothing is different for it', () => {
  let sharing = 0;
  fc.assert(
    fc.property(
      pair,
      anyOrganization,
      anyGiven,
      fc.boolean(),
      ({ one, mixed }, organization, given, turned) => {
        const state = wholeState(buildState(given, organization, NOW));
        const touched = SUBJECT_FACTS[subjectKind(state.ref)];
        const subject = { state, touched, firstSeen: new Map<string, string>(), grants: new Map(), now: NOW };
        const [before, after] = turned ? [mixed, one] : [one, mixed];
        const short = comparisonOf({ before, after });
        const long = { after, before: { own: before, shared: new Set<string>() } };
        if ((short.before?.shared.size ?? 0) > 0) sharing += 1;
        const byRule = (outcome: ReturnType<typeof compareSubject>) =>
          outcome.rules.toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
        expect(byRule(compareSubject(subject, short, organization))).toEqual(
          byRule(compareSubject(subject, long, organization)),
        );
      },
    ),
    { numRuns: 500 },
  );
  expect(sharing).toBeGreaterThan(150);
}, 120_000);

test('a policy against itself changes nothing', () => {
  fc.assert(
    fc.property(anyPolicy, anyOrganization, anyGiven, (policy, organization, given) => {
      const state = wholeState(buildState(given, organization, NOW));
      const touched = SUBJECT_FACTS[subjectKind(state.ref)];
      const subject = { state, touched, firstSeen: new Map<string, string>(), grants: new Map(), now: NOW };
      const { rules } = compareSubject(
        subject,
        comparisonOf({ before: policy, after: policy }),
        organization,
      );
      expect(rules.filter(({ differs }) => differs)).toEqual([]);
    }),
    { numRuns: 200 },
  );
}, 120_000);
