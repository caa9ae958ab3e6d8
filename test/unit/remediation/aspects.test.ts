import { describe, expect, it } from 'vitest';
import type { AnyFact, SubjectState } from '../../../lib/model/image.ts';
import { ImageId } from '../../../lib/model/ids.ts';
import { aspectsOf } from '../../../lib/remediation/aspects.ts';
import { EVERYBODY, fault, FIRST, IMAGE, known, PARTNER, PLACE, REF } from './samples.ts';

const state: SubjectState = {
  ref: REF,
  observedAt: '2026-11-23T10:00:00.000Z',
  image: known({ ...IMAGE, tags: { Owner: 'a' }, deprecatedAt: '2027-01-01T00:00:00.000Z' }),
  launchPermission: known([EVERYBODY]),
  snapshotSharing: known([{ snapshot: FIRST, principals: [PARTNER] }]),
  snapshots: known([]),
  usage: known(
    ['2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z', '2026-11-20T00:00:00.000Z'].map((askedAt) => ({
      id: askedAt,
      askedAt,
      state: 'pending' as const,
      reason: null,
      users: [],
    })),
  ),
  quotaRequests: known([
    { quota: 'amis', limit: 50_000, asked: 100_000 },
    { quota: 'snapshots', limit: 7, asked: null },
    { quota: 'ami-shares', limit: 9, asked: 8 },
  ]),
};

const of = (given: SubjectState, ...facts: readonly AnyFact[]) => aspectsOf(given, facts);

describe('what facts tell of a subject', () => {
  it('is what was asked for, and nothing beside it', () => {
    expect(of(state)).toEqual({ kind: 'known', aspects: {} });
    expect(of(state, 'launchPermission')).toEqual({
      kind: 'known',
      aspects: { launchPermission: [EVERYBODY] },
    });
    expect(of(state, 'image')).toEqual({
      kind: 'known',
      aspects: { tags: { Owner: 'a' }, deprecatedAt: '2027-01-01T00:00:00.000Z', state: 'available' },
    });
    expect(of(state, 'snapshotSharing', 'snapshots')).toEqual({
      kind: 'known',
      aspects: { snapshotSharing: [{ snapshot: FIRST, principals: [PARTNER] }] },
    });
  });

  it('of reports is when the newest was asked for', () => {
    expect(of(state, 'usage')).toEqual({
      kind: 'known',
      aspects: { usageAskedAt: '2026-11-22T00:00:00.000Z' },
    });
    expect(of({ ...state, usage: known([]) }, 'usage')).toEqual({
      kind: 'known',
      aspects: { usageAskedAt: null },
    });
  });

  it('of quotas is what was granted, or asked for where that is more', () => {
    expect(of(state, 'quotaRequests')).toEqual({
      kind: 'known',
      aspects: { quotas: { amis: 100_000, snapshots: 7, 'ami-shares': 9 } },
    });
  });

  it('of copies is what writes can change of them, and nothing of what nobody asked for', () => {
    const image = ImageId.parse('ami-0ccccccccccccccc1');
    const copy = { image, state: 'failed', reason: 'x', launchPermission: [PARTNER] };
    const copies = known([{ ...copy, tags: { a: 'b' }, disks: 1, backing: 1, snapshots: [] }]);
    expect(of({ ...state, copies }, 'copies')).toEqual({ kind: 'known', aspects: { copies: [copy] } });
    expect(of({ ...state, copies }, 'launchPermission', 'snapshots')).toEqual({
      kind: 'known',
      aspects: { launchPermission: [EVERYBODY] },
    });
  });

  it('of guard rails is each that was asked for', () => {
    const place: SubjectState = {
      ref: PLACE,
      observedAt: '',
      imageBlockPublicAccess: known({ state: 'unblocked', managedBy: 'account' }),
      snapshotBlockPublicAccess: known({ state: 'block-all-sharing', managedBy: 'account' }),
      ebsEncryption: known({ enabled: false }),
    };
    expect(of(place, 'imageBlockPublicAccess')).toEqual({
      kind: 'known',
      aspects: { guardrails: { imageBlockPublicAccess: 'unblocked' } },
    });
    expect(of(place, 'snapshotBlockPublicAccess', 'ebsEncryption')).toEqual({
      kind: 'known',
      aspects: { guardrails: { snapshotBlockPublicAccess: 'block-all-sharing', ebsEncryption: 'disabled' } },
    });
    expect(of({ ...place, ebsEncryption: known({ enabled: true }) }, 'ebsEncryption')).toEqual({
      kind: 'known',
      aspects: { guardrails: { ebsEncryption: 'enabled' } },
    });
  });

  it('is unknown by the first that is not known', () => {
    const doubtful = { ...state, launchPermission: fault('DescribeImageAttribute', 'Busy') };
    expect(of(doubtful, 'image', 'launchPermission', 'references')).toEqual({
      kind: 'unknown',
      fact: 'launchPermission',
    });
    expect(of(state, 'references')).toEqual({ kind: 'unknown', fact: 'references' });
    expect(of({ ...state, usage: { kind: 'unread' } }, 'usage')).toEqual({ kind: 'unknown', fact: 'usage' });
  });
});
