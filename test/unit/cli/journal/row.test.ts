import { expect, test } from 'vitest';
import { rowOf } from '../../../../lib/cli/journal/row.ts';
import type { JournalEntry } from '../../../../lib/model/journal.ts';
import type { Asker } from '../../../../lib/model/asker.ts';
import type { NewEntry } from '../../../../lib/ports/journal.ts';
import { cause, imageRef, plan, record, revoke } from '../../../contract/journal-samples.ts';

const ref = imageRef(1);
const at = '2026-03-01T10:00:00.000Z';
const anna: Asker = { kind: 'slack', name: 'anna', arn: null, id: 'U1' };
const row = (entry: NewEntry) => rowOf({ ...entry, id: 'e1' });
const outcomeOf = (outcome: Extract<JournalEntry, { kind: 'outcome' }>['outcome']) =>
  row({ kind: 'outcome', at, ref, planId: 'p1', action: revoke, intent: null, outcome });

test('what was done is ours on the policy’s word, or that of the person who asked', () => {
  const whos = [undefined, anna].flatMap((by) => {
    const asked = by === undefined ? {} : { by };
    return [
      row({ kind: 'plan', at, ref, plan: plan(ref, 'p1'), cause, ...asked }),
      row({ kind: 'intent', at, ref, planId: 'p1', action: revoke, before: {}, ...asked }),
      row({
        kind: 'outcome',
        at,
        ref,
        planId: 'p1',
        action: revoke,
        intent: null,
        outcome: { kind: 'refused', reason: 'r' },
        ...asked,
      }),
    ].map(({ who }) => who);
  });
  expect(whos).toEqual(['ami-warden', 'ami-warden', 'ami-warden', 'anna', 'anna', 'anna']);
});

test('a person’s word on a plan says whose it is, and what it lets through', () => {
  const word = (decision: 'approved' | 'refused', limits: 'ignored' | 'kept', reason: string | null) => {
    const {
      who,
      what,
      state,
      plan: of,
    } = row({
      kind: 'approval',
      at,
      ref,
      planId: 'p1',
      decision,
      by: anna,
      reason,
      limits,
    });
    return [who, what, state, of];
  };
  expect(word('approved', 'kept', null)).toEqual(['anna', 'plan p1 approved', 'approved', 'p1']);
  expect(word('approved', 'ignored', 'agreed with the owner')).toEqual([
    'anna',
    'plan p1 approved, whatever the limits: agreed with the owner',
    'approved',
    'p1',
  ]);
  expect(word('refused', 'kept', 'a partner')).toEqual([
    'anna',
    'plan p1 refused: a partner',
    'refused',
    'p1',
  ]);
});

test('a person’s waiver and mute say whose they are, of what and until when', () => {
  const about = {
    at,
    ref,
    finding: '00000000000000f1',
    rule: 'sharing',
    until: '2026-03-08T10:00:00.000Z',
    by: anna,
  };
  const waived = {
    kind: 'waiver',
    ...about,
    reason: 'a partner',
    owner: 'web@example.com',
    ticket: 'SEC-7',
  } as const;
  const told = [waived, { ...waived, ticket: null }, { kind: 'mute', ...about } as const].map((entry) => {
    const { who, rule, state, what, undo, before } = row(entry);
    return [who, rule, state, what, undo, before];
  });
  expect(told).toEqual([
    [
      'anna',
      'sharing',
      'waived',
      'finding 00000000000000f1 waived until 2026-03-08T10:00:00.000Z: a partner (web@example.com, SEC-7)',
      false,
      null,
    ],
    [
      'anna',
      'sharing',
      'waived',
      'finding 00000000000000f1 waived until 2026-03-08T10:00:00.000Z: a partner (web@example.com)',
      false,
      null,
    ],
    [
      'anna',
      'sharing',
      'muted',
      'alerts of finding 00000000000000f1 muted until 2026-03-08T10:00:00.000Z',
      false,
      null,
    ],
  ]);
});

test('an outcome says how it ended, and only one that changed something can be undone', () => {
  const ends = [
    outcomeOf({ kind: 'done', before: {}, after: {}, requestId: null }),
    outcomeOf({ kind: 'unneeded', after: {} }),
    outcomeOf({ kind: 'unverified', before: {}, after: {}, reason: 'two were as before' }),
    outcomeOf({ kind: 'refused', reason: 'the limit is used up' }),
  ].map(({ what, state, undo }) => [what, state, undo]);
  expect(ends).toEqual([
    ['revoke-public for public-sharing: done and read back', 'done', true],
    ['revoke-public for public-sharing: there was nothing left to do', 'unneeded', false],
    ['revoke-public for public-sharing: not verified: two were as before', 'unverified', false],
    ['revoke-public for public-sharing: refused: the limit is used up', 'refused', false],
  ]);
});

test('a finding that time alone brought about is ours', () => {
  const { finding } = record(ref, 'f1', at);
  const timer = { ...cause, event: 'Timer', actor: null };
  expect(row({ kind: 'finding', at, ref, status: 'fixed', finding, cause: timer })).toMatchObject({
    who: 'ami-warden',
    what: 'public-sharing is fixed: shared with everybody',
    state: 'fixed',
    event: 'Timer',
    policyHash: 'a'.repeat(64),
  });
});

test('an empty plan says so', () => {
  const empty = { ...plan(ref, 'p1'), actions: [] };
  expect(row({ kind: 'plan', at, ref, plan: empty, cause }).what).toBe('plan p1: nothing to do');
});
