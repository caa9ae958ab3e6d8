import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation, Finding } from '../../lib/model/finding.ts';
import type { Grant } from '../../lib/model/grant.ts';
import type { SubjectState } from '../../lib/model/image.ts';
import type { PolicyBundle } from '../../lib/model/policy.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { planForApproval, planRemediation } from '../../lib/remediation/plan.ts';
import { input, NOW } from './policy-inputs.ts';
import { policy } from './random-policy.ts';
import { state } from './random-state.ts';

const LONG_AGO = '2026-01-01T00:00:00.000Z';

const grantUntil = (until: Date): Grant => ({
  until: until.toISOString(),
  reason: 'r',
  owner: 'o',
  ticket: null,
  by: { kind: 'cli', name: 'alice', arn: null, id: null },
  entry: 'the entry',
});

/** What is said at an instant of a subject that has failed for long, where one finding is granted. */
const judgedAt = (
  bundle: PolicyBundle,
  seen: SubjectState,
  now: Date,
  granted: readonly (readonly [string, Grant])[],
): Evaluation =>
  evaluate(
    input({
      state: seen,
      policy: bundle,
      firstSeen: { get: () => LONG_AGO },
      grants: new Map(granted),
      now,
    }),
  );

/** A policy, a subject, and one of the findings that a person may waive. */
const cases = fc
  .tuple(policy, state, fc.nat())
  .map(([bundle, seen, pick]) => {
    const { findings } = judgedAt(bundle, seen, NOW, []);
    const open = findings.filter(({ waiver, detail }) => waiver === null && detail.kind !== 'unreadable');
    return { bundle, seen, finding: open[pick % Math.max(1, open.length)] };
  })
  .filter((one): one is typeof one & { finding: Finding } => one.finding !== undefined);

const ahead = fc.integer({ min: 1, max: 200 * 86_400_000 });

describe('the laws of a grant', () => {
  // Policies take long to make: each is asked about all that there is to ask.
  it('it covers its finding and no other, and no plan touches that; at its end it covers nothing', () => {
    fc.assert(
      fc.property(cases, ahead, ({ bundle, seen, finding }, ms) => {
        const until = new Date(NOW.getTime() + ms);
        const granted = [[finding.id, grantUntil(until)]] as const;
        const at = (instant: Date, withGrant: boolean) =>
          judgedAt(bundle, seen, instant, withGrant ? granted : []).findings;

        const last = new Date(until.getTime() - 1);
        for (const instant of [NOW, last]) {
          const others = at(instant, false).map((one) =>
            one.id === finding.id && one.waiver === null
              ? { ...one, waiver: 'the entry', graceUntil: null }
              : one,
          );
          expect(at(instant, true)).toEqual(others);
        }

        const evaluation = judgedAt(bundle, seen, NOW, granted);
        const plans = [
          planRemediation(evaluation, { state: seen, creator: 'alice', by: 'policy' }),
          planRemediation(evaluation, { state: seen, creator: 'alice', by: 'person' }),
          ...planForApproval(evaluation, { state: seen, creator: 'alice' }),
        ];
        const touched = plans.flatMap((plan) => plan?.actions.flatMap(({ findings }) => findings) ?? []);
        expect(touched).not.toContain(finding.id);

        // From there on all is as without it, but that its finding counts its grace anew.
        const graceless = (all: readonly Finding[]) =>
          all.map((one) => (one.id === finding.id ? { ...one, graceUntil: null } : one));
        for (const instant of [until, new Date(until.getTime() + ms)]) {
          expect(graceless(at(instant, true))).toEqual(graceless(at(instant, false)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('what could not be read is not waived by any', () => {
    fc.assert(
      fc.property(policy, state, (bundle, seen) => {
        const blind = judgedAt(bundle, seen, NOW, []).findings.filter(
          ({ detail }) => detail.kind === 'unreadable',
        );
        const grant = grantUntil(new Date(NOW.getTime() + 1));
        const all = blind.map(({ id }) => [id, grant] as const);
        expect(judgedAt(bundle, seen, NOW, all)).toEqual(judgedAt(bundle, seen, NOW, []));
      }),
      { numRuns: 40 },
    );
  });
});
