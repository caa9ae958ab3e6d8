import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evaluation, Finding, Verdict } from '../../lib/model/finding.ts';
import { principalKey, type Principal } from '../../lib/model/principal.ts';
import { invertAction } from '../../lib/remediation/invert.ts';
import type { Action, Aspects } from '../../lib/model/plan.ts';
import { narrowAction } from '../../lib/remediation/narrow.ts';
import { planRemediation as planOf } from '../../lib/remediation/plan.ts';
import { effectOf as effectOfWrites } from '../../lib/remediation/writes.ts';
import { findingOf, keyOf, launchPermission, REF } from './random-image.ts';

const AT = '2026-11-23T10:00:00.000Z';

const planRemediation = (judged: Evaluation) =>
  planOf(judged, { state: { ref: REF, observedAt: AT }, creator: null, by: 'policy' });

const side = (action: Action | null, which: 'add' | 'remove'): readonly Principal[] =>
  (action?.writes ?? []).flatMap((write) => (write.kind === 'launch-permission' ? write[which] : []));

const grantsOf = ({ launchPermission: grants }: Aspects): readonly Principal[] => grants ?? [];

const effectOf = (action: Action, grants: readonly Principal[]): readonly Principal[] =>
  grantsOf(effectOfWrites(action.writes, { launchPermission: grants }));

const verdict = (over: Partial<Verdict> = {}): Verdict => ({
  rule: 'sharing',
  verdict: 'fail',
  mode: 'enforce',
  severity: 'high',
  reason: '',
  until: null,
  ...over,
});

const evaluation = (
  findings: readonly Finding[],
  verdicts: readonly Verdict[] = [verdict()],
): Evaluation => ({
  ref: REF,
  policyHash: 'f'.repeat(64),
  at: AT,
  verdicts,
  findings,
});

const keys = (principals: readonly Principal[]): string[] => principals.map(principalKey).toSorted();

/** A launch permission and which of it fails. */
const judged = launchPermission.chain((grants) =>
  fc.tuple(
    fc.constant(grants),
    fc.array(fc.boolean(), { minLength: grants.length, maxLength: grants.length }),
  ),
);
const failingOf = ([grants, marks]: readonly [
  readonly Principal[],
  readonly boolean[],
]): readonly Principal[] => grants.filter((_, index) => marks[index] === true);

describe('planRemediation', () => {
  test('names exactly the principals that stand in a finding, whatever their order (pure, minimal)', () => {
    fc.assert(
      fc.property(judged, fc.integer(), (pair, seed) => {
        const failing = failingOf(pair);
        const findings = failing.map((one) => findingOf(one));
        const turned = [
          ...findings.slice(seed % (findings.length + 1)),
          ...findings.slice(0, seed % (findings.length + 1)),
        ];
        const plan = planRemediation(evaluation(findings));
        expect(keys(plan?.actions.flatMap((action) => side(action, 'remove')) ?? [])).toEqual(keys(failing));
        expect(plan?.actions.flatMap((action) => side(action, 'add')) ?? []).toEqual([]);
        expect(new Set(turned.map((one) => one.id))).toEqual(new Set(findings.map((one) => one.id)));
        expect(planRemediation(evaluation(turned))).toEqual(plan);
      }),
    );
  });

  test('converges: what its actions leave behind has none of the failing principals, and all of the others', () => {
    fc.assert(
      fc.property(judged, (pair) => {
        const [grants] = pair;
        const failing = failingOf(pair);
        const plan = planRemediation(evaluation(failing.map((one) => findingOf(one))));
        const after = (plan?.actions ?? []).reduce<readonly Principal[]>(
          (state, action) => effectOf(action, state),
          grants,
        );
        const failingKeys = new Set(failing.map(principalKey));
        expect(keys(after)).toEqual(keys(grants.filter((one) => !failingKeys.has(principalKey(one)))));
      }),
    );
  });

  test('is undone by its inverse: the launch permission is what it was', () => {
    fc.assert(
      fc.property(judged, (pair) => {
        const [grants] = pair;
        const plan = planRemediation(evaluation(failingOf(pair).map((one) => findingOf(one))));
        for (const action of plan?.actions ?? []) {
          const after = effectOf(action, grants);
          const inverse = invertAction(action, {
            kind: 'done',
            before: { launchPermission: grants },
            after: { launchPermission: after },
            requestId: null,
          });
          expect(inverse).not.toBeNull();
          if (inverse !== null) expect(keys(effectOf(inverse, after))).toEqual(keys(grants));
        }
      }),
    );
  });

  test.each([
    ['waived', { waiver: 'W-1' }],
    ['inside its grace', { graceUntil: '2026-11-23T10:00:00.001Z' }],
    ['under notify', { mode: 'notify' }],
    ['under audit', { mode: 'audit' }],
    [
      'waiting for a person',
      { remediation: { action: 'revoke-public', limitPerHour: null, approval: 'manual' } },
    ],
    ['without a remediation', { remediation: null }],
    [
      'unreadable',
      { detail: { kind: 'unreadable', datum: 'launchPermission', code: 'UnauthorizedOperation' } },
    ],
  ] as const)('plans nothing for a finding that is %s', (_, over) => {
    expect(planRemediation(evaluation([findingOf({ kind: 'public' }, over)]))).toBeNull();
  });

  test('plans nothing for a rule that ended in an error, and all the same for the others', () => {
    const found = findingOf({ kind: 'public' });
    const ofOther = [verdict(), verdict({ rule: 'encryption', verdict: 'error' })];
    expect(planRemediation(evaluation([found], ofOther))?.actions).toHaveLength(1);
    const ofOwn = [verdict({ rule: found.rule, verdict: 'error' }), verdict({ rule: 'encryption' })];
    expect(planRemediation(evaluation([found], ofOwn))).toBeNull();
  });
});

describe('narrowAction', () => {
  test('never grows: it keeps only what was planned and is called for still', () => {
    fc.assert(
      fc.property(judged, judged, (before, now) => {
        const plan = planRemediation(evaluation(failingOf(before).map((one) => findingOf(one))));
        const fresh = planRemediation(evaluation(failingOf(now).map((one) => findingOf(one))));
        const nowKeys = new Set(failingOf(now).map(principalKey));
        for (const action of plan?.actions ?? []) {
          const expected = side(action, 'remove').filter((one) => nowKeys.has(principalKey(one)));
          const narrowed = narrowAction(action, fresh);
          expect(keys(side(narrowed, 'remove'))).toEqual(keys(expected));
          expect(narrowed?.findings ?? []).toEqual(
            action.findings.filter((id) => expected.some((one) => id === `finding-${keyOf(one)}`)),
          );
        }
      }),
    );
  });
});

describe('invertAction', () => {
  const everybody: Principal = { kind: 'public' };
  const action = {
    action: 'revoke-public',
    rule: 'public-sharing',
    writes: [{ kind: 'launch-permission', remove: [everybody], add: [] }],
    findings: ['f'],
    limitPerHour: 5,
  } as const;

  test('leaves alone what somebody else changed between the two readings', () => {
    const other = findingOf({ kind: 'public' });
    expect(other.rule).toBe('public-sharing');
    const [first, second] =
      fc.sample(
        launchPermission.filter(
          (grants) => grants.length >= 2 && !grants.some((one) => one.kind === 'public'),
        ),
        { numRuns: 1, seed: 7 },
      )[0] ?? [];
    if (first === undefined || second === undefined) throw new Error('the sample holds two principals');
    const outcome = {
      kind: 'done',
      before: { launchPermission: [everybody, first] },
      after: { launchPermission: [second] },
      requestId: null,
    } as const;
    expect(invertAction(action, outcome)).toMatchObject({
      action: 'rollback',
      writes: [{ kind: 'launch-permission', add: [everybody], remove: [] }],
      limitPerHour: null,
    });
  });

  test.each([
    { kind: 'unneeded', after: {} },
    { kind: 'refused', reason: 'limit' },
  ] as const)('there is nothing to undo after $kind', (outcome) => {
    expect(invertAction(action, outcome)).toBeNull();
  });
});
