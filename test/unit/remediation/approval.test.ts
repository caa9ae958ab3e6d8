import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arnId } from '../../../lib/app/asker.ts';
import type { JournalEntry } from '../../../lib/model/journal.ts';
import type { Plan } from '../../../lib/model/plan.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import { isAmong, standingOf } from '../../../lib/remediation/approval.ts';
import { REF } from '../../laws/random-image.ts';

const AT = '2026-11-23T10:00:00.000Z';
const plan = (approval?: 'manual' | 'two-person'): Plan => ({
  id: 'p1',
  ref: REF,
  policyHash: 'f'.repeat(64),
  observedAt: AT,
  actions: [],
  ...(approval === undefined ? {} : { approval }),
});
const asker = (id: string | null, name = id ?? 'somebody'): Asker => ({ kind: 'cli', name, arn: null, id });
const said = (by: Asker, decision: 'approved' | 'refused' = 'approved', planId = 'p1'): JournalEntry => ({
  id: 'e',
  at: AT,
  ref: REF,
  kind: 'approval',
  planId,
  decision,
  by,
  reason: null,
  limits: 'kept',
});
const kind = (approval: 'manual' | 'two-person' | undefined, ...entries: readonly JournalEntry[]): string =>
  standingOf(plan(approval), entries).kind;

const [ALICE, BOB] = [asker('slack:U1'), asker('slack:U2')];
const [CAROL, DORA] = [
  asker('arn:aws:iam::111122223333:user/carol'),
  asker('arn:aws:iam::111122223333:user/dora'),
];
const CLAIMED = asker(null, 'eve');

describe('where a plan stands', () => {
  test('one that needs nobody is due, on the policy’s word', () => {
    expect(standingOf(plan(), [])).toEqual({ kind: 'due', by: null, approvedBy: [] });
  });

  test('what was begun on somebody’s word is no word of theirs on the plan', () => {
    const entry: JournalEntry = {
      id: 'e',
      at: AT,
      ref: REF,
      kind: 'intent',
      planId: 'p1',
      action: { action: 'disable', rule: 'age', writes: [], findings: [], limitPerHour: null },
      before: {},
      by: ALICE,
    };
    expect(standingOf(plan('manual'), [entry])).toEqual({ kind: 'waiting', approvedBy: [] });
  });

  test('who only claims a name is told from who claims another, and stands there by it', () => {
    const fred = asker(null, 'fred');
    expect(standingOf(plan('two-person'), [said(CLAIMED), said(fred), said({ ...fred })])).toEqual({
      kind: 'waiting',
      approvedBy: [CLAIMED, fred],
    });
  });

  test('one that needs nobody, let through by a person, is due on theirs', () => {
    expect(standingOf(plan(), [said(ALICE)])).toEqual({ kind: 'due', by: ALICE, approvedBy: [ALICE] });
  });

  test.each([
    ['manual, nobody', 'manual', [], 'waiting'],
    ['manual, one', 'manual', [said(ALICE)], 'due'],
    ['manual, a claim', 'manual', [said(CLAIMED)], 'due'],
    ['manual, said of another plan', 'manual', [said(ALICE, 'approved', 'p2')], 'waiting'],
    ['two-person, one', 'two-person', [said(ALICE)], 'waiting'],
    ['two-person, the same twice', 'two-person', [said(ALICE), said({ ...ALICE, name: 'other' })], 'waiting'],
    ['two-person, two', 'two-person', [said(ALICE), said(BOB)], 'due'],
    ['two-person, two of AWS', 'two-person', [said(CAROL), said(DORA)], 'due'],
    ['two-person, one of each', 'two-person', [said(ALICE), said(CAROL)], 'waiting'],
    ['two-person, two and one of the other', 'two-person', [said(ALICE), said(CAROL), said(BOB)], 'due'],
    ['two-person, one and a claim', 'two-person', [said(ALICE), said(CLAIMED)], 'waiting'],
    ['two-person, two claims', 'two-person', [said(CLAIMED), said(asker(null, 'fred'))], 'waiting'],
    ['refused after it was approved', 'manual', [said(ALICE), said(BOB, 'refused')], 'refused'],
    ['approved after it was refused', 'manual', [said(BOB, 'refused'), said(ALICE)], 'refused'],
    ['an automatic one, refused', undefined, [said(BOB, 'refused')], 'refused'],
  ] as const)('%s: %s', (_, approval, entries, expected) => {
    expect(kind(approval, ...entries)).toBe(expected);
  });

  test('one more word never takes an approval away, except a refusal; and one person alone never makes two', () => {
    const anybody = fc.constantFrom(ALICE, BOB, CAROL, DORA, CLAIMED);
    fc.assert(
      fc.property(fc.array(anybody, { maxLength: 6 }), anybody, (before, more) => {
        const entries = before.map((one) => said(one));
        const then = kind('two-person', ...entries, said(more));
        if (kind('two-person', ...entries) === 'due') expect(then).toBe('due');
        expect(kind('two-person', ...entries, said(more, 'refused'))).toBe('refused');
        expect(kind('two-person', ...before.map(() => said(more)))).toBe('waiting');
      }),
    );
  });
});

test('who has said so before is known by the proof of who they are, or by name where there is none', () => {
  const before = [ALICE, CLAIMED];
  expect(isAmong({ ...ALICE, name: 'other' }, before)).toBe(true);
  expect(isAmong(asker(null, 'eve'), before)).toBe(true);
  expect(isAmong(asker(null, 'fred'), before)).toBe(false);
  expect(isAmong(BOB, before)).toBe(false);
  expect(isAmong(ALICE, [])).toBe(false);
});

describe('by what an identity of AWS is told apart', () => {
  test.each([
    ['arn:aws:iam::111122223333:user/alice', 'arn:aws:iam::111122223333:user/alice'],
    // Whoever takes a role names the session.
    ['arn:aws:sts::111122223333:assumed-role/admin/alice', 'arn:aws:sts::111122223333:assumed-role/admin'],
    ['arn:aws:sts::111122223333:assumed-role/admin/bob', 'arn:aws:sts::111122223333:assumed-role/admin'],
    [
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com',
      'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com',
    ],
  ])('%s: %s', (arn, id) => {
    expect(arnId(arn)).toBe(id);
  });
});
