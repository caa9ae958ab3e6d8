import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../lib/render/content-hash.ts';
import { alice, done, everybody, fixed, muted, ours, partner, record } from './sample-record.ts';

describe('the hash of what an alert says', () => {
  it('is 16 hex digits, and the same on every machine and every day', () => {
    // sha256sum of the JSON array of what is said, in the order of the code.
    expect(contentHash(record())).toBe('c8b6faaaa25ef61b');
  });

  it.each([
    [
      'another time',
      record(
        { observedAt: '2026-09-02T00:00:00Z' },
        { updatedAt: '2026-09-02T00:00:00Z', firstSeen: '2026-09-02T00:00:00Z' },
      ),
    ],
    [
      'a second event',
      record(
        {},
        {
          cause: {
            event: 'CreateTags',
            eventId: 'other',
            at: '2026-09-02T00:00:00Z',
            actor: null,
            refused: null,
          },
        },
      ),
    ],
    ['another actor', record({}, { cause: { ...record().cause, actor: { ...alice, name: 'deploy/bob' } } })],
    ['another policy that says the same', record({ policyHash: 'f'.repeat(64) })],
    [
      'what the channels were told',
      record({}, { told: { slack: { contentHash: 'x', reference: 'C1:1' } }, contentHash: 'y' }),
    ],
    ['a later end of its grace', record({ graceUntil: '2026-09-02T00:00:00Z' })],
  ])('does not change with %s', (_, other) => {
    expect(contentHash(other)).toBe(contentHash(record()));
  });

  it('does not change with the order of principals or the request id', () => {
    const shuffled = {
      ...done,
      before: { launchPermission: [ours, everybody, partner] },
      after: { launchPermission: [ours, partner] },
      requestId: 'another',
    };
    expect(contentHash({ ...fixed(), outcome: shuffled })).toBe(contentHash(fixed()));
  });

  it('is another for every change that a person should hear of', () => {
    const all = [
      record(),
      fixed(),
      record({}, { status: 'waived' }),
      record({}, { status: 'closed' }),
      record({}, { status: 'pending' }),
      record({ severity: 'high' }),
      record({ mode: 'notify' }),
      record({ waiver: 'W-1' }),
      record({}, { muted }),
      record({}, { muted: { ...muted, entry: 'm2' } }),
      record({ reason: 'Another reason.' }),
      record({ imageName: null }),
      record({ rule: 'sharing' }),
      record({ remediation: null }),
      record({ remediation: { action: 'revoke-public', limitPerHour: 20, approval: 'manual' } }),
      record({ detail: { kind: 'principal', principal: partner } }),
      record({ detail: { kind: 'tag', tag: 'Owner', value: null } }),
      record({ detail: { kind: 'tag', tag: 'Owner', value: '' } }),
      record({ detail: { kind: 'device', device: '/dev/xvda', snapshot: null, kmsKey: null } }),
      record({ detail: { kind: 'unreadable', datum: 'image', code: 'Denied' } }),
      record({}, { outcome: done }),
      record({}, { outcome: { ...done, after: { launchPermission: [partner] } } }),
      record({}, { outcome: { kind: 'unneeded', after: { launchPermission: [partner, ours] } } }),
      record({}, { outcome: { kind: 'unverified', before: done.before, after: done.after, reason: 'late' } }),
      record({}, { outcome: { kind: 'refused', reason: 'late' } }),
      record({}, { outcome: { kind: 'refused', reason: 'over the limit' } }),
      { ...fixed(), undo: '20260902T000000Z-0001' },
    ];
    const hashes = all.map(contentHash);
    expect(new Set(hashes).size).toBe(27);
    expect(hashes.every((hash) => /^[0-9a-f]{16}$/.test(hash))).toBe(true);
  });
});

it('counts no number that grows by itself: another day of age, another share of a quota', () => {
  const old = (days: number) =>
    record({
      detail: { kind: 'attribute', attribute: 'age', value: '2026-01-01T00:00:00Z' },
      reason: `The image is ${String(days)} days old, expected at most 180 days.`,
    });
  expect(contentHash(old(181))).toBe(contentHash(old(182)));
  const used = (count: number, level: 'warn' | 'critical') =>
    record({
      detail: { kind: 'quota', quota: 'amis', level, used: count, limit: 100 },
      reason: `${String(count)} of 100 amis are used.`,
    });
  expect(contentHash(used(71, 'warn'))).toBe(contentHash(used(72, 'warn')));
  expect(contentHash(used(91, 'critical'))).not.toBe(contentHash(used(72, 'warn')));
});
