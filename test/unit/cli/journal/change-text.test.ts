import { expect, test } from 'vitest';
import { changeText } from '../../../../lib/cli/journal/change-text.ts';
import type { Outcome } from '../../../../lib/model/journal.ts';
import { SnapshotId } from '../../../../lib/model/ids.ts';
import { imageRef, revoke, units } from '../../../contract/journal-samples.ts';

const of = (outcome: Outcome) =>
  changeText({
    kind: 'outcome',
    id: 'e1',
    at: '2026-03-01T10:00:00.000Z',
    ref: imageRef(1),
    planId: 'p1',
    action: revoke,
    intent: null,
    outcome,
  });
const done = (before: object, after: object) => of({ kind: 'done', before, after, requestId: null });

test('a change names what became different, and nothing else', () => {
  expect(
    done(
      { tags: { env: 'prod', old: 'x' }, state: 'available' },
      { tags: { env: 'prod', Owner: 'me' }, state: 'disabled' },
    ),
  ).toEqual({
    before: 'tag old: x; state: available; tag Owner: none',
    after: 'tag old: none; state: disabled; tag Owner: me',
  });
  expect(done({ deprecatedAt: null }, { deprecatedAt: '2027-03-01T00:00:00.000Z' })).toEqual({
    before: 'deprecation: none',
    after: 'deprecation: 2027-03-01T00:00:00.000Z',
  });
  expect(done({ guardrails: { ebsEncryption: 'off' } }, { guardrails: { ebsEncryption: 'on' } })).toEqual({
    before: 'ebsEncryption: off',
    after: 'ebsEncryption: on',
  });
});

test('snapshots are told apart', () => {
  const snapshot = SnapshotId.parse('snap-00000000000000001');
  expect(
    done(
      { snapshotSharing: [{ snapshot, principals: [{ kind: 'public' }] }] },
      { snapshotSharing: [{ snapshot, principals: [] }] },
    ),
  ).toEqual({
    before: 'snap-00000000000000001 shared with everybody (public)',
    after: 'snap-00000000000000001 shared with nobody',
  });
});

test('of many grants the first are named, and how many more there are', () => {
  const { before, after } = done({ launchPermission: units(1000) }, { launchPermission: units(1) });
  expect(before).toMatch(
    /^shared with unit ou-ab12-00000000 of organisation o-exampleorg1, .* and 990 more$/,
  );
  expect(after).toBe('shared with unit ou-ab12-00000000 of organisation o-exampleorg1');
});

test('a state that did not change is told whole, at most ten things', () => {
  const tags = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`t${String(n)}`, 'v']));
  const { before, after } = of({ kind: 'unverified', before: { tags }, after: { tags }, reason: 'r' });
  expect([before, after]).toEqual([before, before]);
  expect(before).toMatch(/^tag t0: v; tag t1: v; .*; tag t9: v; and 2 more$/);
});

test('what was not written has no before', () => {
  expect(of({ kind: 'unneeded', after: { launchPermission: [] } })).toEqual({
    before: null,
    after: 'shared with nobody',
  });
  expect(of({ kind: 'refused', reason: 'r' })).toEqual({ before: null, after: null });
});
