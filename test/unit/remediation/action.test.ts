import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../lib/model/journal.ts';
import type { Action, Plan, Write } from '../../../lib/model/plan.ts';
import { invertAction } from '../../../lib/remediation/invert.ts';
import { narrowAction } from '../../../lib/remediation/narrow.ts';
import { planContent } from '../../../lib/remediation/plan-content.ts';
import { removedPrincipals } from '../../../lib/remediation/removed-principals.ts';
import { EVERYBODY, FIRST, PARTNER, REF, STRANGER } from './samples.ts';

const revoke: Write = { kind: 'launch-permission', add: [PARTNER], remove: [STRANGER] };
const tag: Write = { kind: 'tags', set: { Owner: 'a' }, remove: {} };
const action: Action = {
  action: 'revoke-unlisted',
  rule: 'sharing',
  writes: [revoke, tag],
  findings: ['f1', 'f2'],
  limitPerHour: null,
};
const planOf = (...actions: readonly Action[]): Plan => ({
  id: 'p',
  ref: REF,
  policyHash: 'f'.repeat(64),
  observedAt: '2026-11-23T10:00:00.000Z',
  actions,
});

describe('what is still called for of an action', () => {
  it('is what a fresh plan of the same rule and action holds as well, by its limit', () => {
    const fresh: Action = { ...action, writes: [tag], findings: ['f2', 'f3'], limitPerHour: 7 };
    expect(narrowAction(action, planOf({ ...action, action: 'disable', writes: [] }, fresh))).toEqual({
      ...action,
      writes: [tag],
      findings: ['f2'],
      limitPerHour: 7,
    });
  });

  it('is nothing where another rule calls for it, or another action, or none of its writes is', () => {
    expect(narrowAction(action, planOf({ ...action, rule: 'public' }))).toBeNull();
    expect(narrowAction(action, planOf({ ...action, action: 'revoke-public' }))).toBeNull();
    expect(
      narrowAction(action, planOf({ ...action, writes: [{ kind: 'deprecation', at: null }] })),
    ).toBeNull();
    expect(narrowAction(action, planOf())).toBeNull();
    expect(narrowAction(action, null)).toBeNull();
  });
});

describe('what takes an action back', () => {
  const before = { launchPermission: [STRANGER], tags: {} };
  const after = { launchPermission: [PARTNER], tags: { Owner: 'a' } };
  const inverse: Action = {
    action: 'rollback',
    rule: 'sharing',
    writes: [
      { kind: 'tags', set: {}, remove: { Owner: 'a' } },
      { kind: 'launch-permission', add: [STRANGER], remove: [PARTNER] },
    ],
    findings: ['f1', 'f2'],
    limitPerHour: null,
  };

  it.each<[string, Outcome, Action | null]>([
    ['done', { kind: 'done', before, after, requestId: null }, inverse],
    ['sent, though nobody saw it arrive', { kind: 'unverified', before, after, reason: 'x' }, inverse],
    [
      'done, though somebody else had done it before',
      { kind: 'done', before, after: before, requestId: null },
      null,
    ],
    ['on its way', { kind: 'under-way', reason: 'x' }, null],
  ])('when it was %s', (_, outcome, expected) => {
    expect(invertAction(action, outcome)).toEqual(expected);
  });
});

it('whom an action takes something from is told of image and snapshots, and not whom it lets in', () => {
  const snapshot: Write = {
    kind: 'snapshot-permission',
    snapshot: FIRST,
    add: [STRANGER],
    remove: [EVERYBODY],
  };
  const copies: Write = { kind: 'copy-permission', copy: REF.image, add: [], remove: [PARTNER] };
  expect(removedPrincipals({ writes: [revoke, tag, snapshot, copies] })).toEqual([STRANGER, EVERYBODY]);
});

describe('what people are asked by a plan', () => {
  const until = (at: string | null, approval: Plan['approval'] = 'manual'): string =>
    planContent({ ...planOf({ ...action, writes: [{ kind: 'deprecation', at }] }), approval });

  it('is the same whenever it was made, by its limit and a date that moves with the time', () => {
    const plan: Plan = { ...planOf(action), approval: 'manual' };
    expect(planContent(plan)).toBe('b24ef733a61faa1c');
    const later: Plan = {
      ...plan,
      id: 'q',
      policyHash: 'e'.repeat(64),
      observedAt: '2026-11-24T10:00:00.000Z',
    };
    expect(planContent({ ...later, actions: [{ ...action, limitPerHour: 9 }] })).toBe('b24ef733a61faa1c');
    expect(until('2026-12-01T00:00:00.000Z')).toBe(until('2026-12-02T00:00:00.000Z'));
  });

  it('is another where it does another thing, for another finding, or needs another word', () => {
    const contents = [
      until('2026-12-01T00:00:00.000Z'),
      until(null),
      until(null, 'two-person'),
      ...[
        {},
        { rule: 'public' },
        { action: 'disable' as const },
        { findings: ['f1'] },
        { writes: [revoke] },
        { writes: [tag] },
      ].map((change) => planContent(planOf({ ...action, ...change }))),
    ];
    expect(new Set(contents).size).toBe(9);
    expect(planContent(planOf(action))).toBe('3df2f5ef7339d7e1');
  });
});
