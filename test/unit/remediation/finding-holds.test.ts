import { describe, expect, it } from 'vitest';
import type { FindingDetail } from '../../../lib/model/finding.ts';
import type { Aspects, Write } from '../../../lib/model/plan.ts';
import { ImageId } from '../../../lib/model/ids.ts';
import { findingHolds } from '../../../lib/remediation/finding-holds.ts';
import { EVERYBODY, FIRST, PARTNER, SECOND, STRANGER } from './samples.ts';

const disabling: readonly Write[] = [{ kind: 'availability', to: 'disabled' }];

const CASES: readonly (readonly [FindingDetail, Aspects, boolean | null])[] = [
  [{ kind: 'principal', principal: STRANGER }, { launchPermission: [PARTNER, STRANGER] }, true],
  [{ kind: 'principal', principal: STRANGER }, { launchPermission: [PARTNER] }, false],
  [{ kind: 'principal', principal: STRANGER }, { tags: {} }, null],
  [
    { kind: 'snapshot-principal', snapshot: FIRST, principal: EVERYBODY },
    { snapshotSharing: [{ snapshot: FIRST, principals: [EVERYBODY] }] },
    true,
  ],
  [
    { kind: 'snapshot-principal', snapshot: FIRST, principal: EVERYBODY },
    { snapshotSharing: [{ snapshot: FIRST, principals: [PARTNER] }] },
    false,
  ],
  // Another snapshot says nothing of this one, which could not be read.
  [
    { kind: 'snapshot-principal', snapshot: FIRST, principal: EVERYBODY },
    { snapshotSharing: [{ snapshot: SECOND, principals: [] }] },
    null,
  ],
  [{ kind: 'snapshot-principal', snapshot: FIRST, principal: EVERYBODY }, {}, null],
  [{ kind: 'tag', tag: 'Owner', value: null }, { tags: {} }, true],
  [{ kind: 'tag', tag: 'Owner', value: null }, { tags: { Owner: 'x' } }, false],
  [{ kind: 'tag', tag: 'Owner', value: 'x' }, { tags: { Owner: 'x' } }, true],
  [{ kind: 'tag', tag: 'Owner', value: 'x' }, { tags: { Owner: 'y' } }, false],
  [{ kind: 'tag', tag: 'constructor', value: null }, { tags: {} }, true],
  [{ kind: 'tag', tag: 'Owner', value: null }, {}, null],
  [
    { kind: 'guardrail', guardrail: 'ebs-encryption', value: 'disabled', managed: false },
    { guardrails: { ebsEncryption: 'disabled' } },
    true,
  ],
  [
    { kind: 'guardrail', guardrail: 'ebs-encryption', value: 'disabled', managed: false },
    { guardrails: { ebsEncryption: 'enabled' } },
    false,
  ],
  [
    { kind: 'guardrail', guardrail: 'ebs-encryption', value: 'disabled', managed: false },
    { guardrails: { imageBlockPublicAccess: 'unblocked' } },
    null,
  ],
  [
    { kind: 'guardrail', guardrail: 'allowed-images', value: 'disabled', managed: false },
    { guardrails: { ebsEncryption: 'enabled' } },
    null,
  ],
  [{ kind: 'guardrail', guardrail: 'ebs-encryption', value: 'disabled', managed: false }, {}, null],
  [
    { kind: 'guardrail', guardrail: 'image-block-public-access', value: 'unblocked', managed: false },
    { guardrails: { imageBlockPublicAccess: 'unblocked' } },
    true,
  ],
  [
    { kind: 'guardrail', guardrail: 'snapshot-block-public-access', value: 'unblocked', managed: false },
    { guardrails: { snapshotBlockPublicAccess: 'unblocked' } },
    true,
  ],
  [{ kind: 'unreadable', datum: 'image', code: 'x' }, { state: 'available' }, null],
];

describe('whether what a finding tells of is so', () => {
  it.each(CASES)('%j by %j', (detail, aspects, expected) => {
    expect(findingHolds(detail, aspects, disabling)).toBe(expected);
  });

  it.each(CASES)('%j is not where the image is gone', (detail) => {
    expect(findingHolds(detail, { state: 'gone' }, disabling)).toBe(false);
  });

  const coarse: readonly FindingDetail[] = [
    { kind: 'attribute', attribute: 'age', value: '2026-01-01T00:00:00.000Z' },
    { kind: 'device', device: '/dev/xvda', snapshot: null, kmsKey: null },
    { kind: 'export', how: 'store', bucket: 'b', key: null },
    { kind: 'quota', quota: 'amis', level: 'warn', used: 1, limit: 1 },
    { kind: 'launch', image: ImageId.parse('ami-0123456789abcdef0'), owner: null },
    { kind: 'assertion' },
  ];

  it.each(coarse)('%j is so until what answers it is done', (detail) => {
    expect(findingHolds(detail, { state: 'available' }, disabling)).toBe(true);
    expect(findingHolds(detail, { state: 'disabled' }, disabling)).toBe(false);
    expect(findingHolds(detail, { state: 'available' }, [])).toBeNull();
  });

  it('a device that is not encrypted is so until its image is put out of use, whatever copy there is', () => {
    const detail: FindingDetail = { kind: 'device', device: '/dev/xvda', snapshot: null, kmsKey: null };
    const copy: Write = { kind: 'copy', key: 'k', then: 'disable', deregisterAfter: null };
    const copies = [
      {
        image: ImageId.parse('ami-0ccccccccccccccc1'),
        state: 'available',
        reason: null,
        launchPermission: [],
      },
    ];
    expect(findingHolds(detail, { copies }, [copy])).toBeNull();
    const tagged: Write = { kind: 'tags', set: { a: 'b' }, remove: {} };
    expect(findingHolds(detail, { state: 'available', tags: { a: 'b' } }, [tagged, ...disabling])).toBe(true);
    expect(findingHolds(detail, { state: 'disabled', tags: {} }, [tagged, ...disabling])).toBe(false);
    const removing: readonly Write[] = [{ kind: 'registration', to: 'deregistered' }];
    expect(findingHolds(detail, { state: 'disabled' }, removing)).toBe(true);
  });

  it('a date that was too late is so before the write and not after it, whatever the finding tells of', () => {
    const writes: readonly Write[] = [{ kind: 'deprecation', at: '2026-11-23T10:10:00.000Z' }];
    const detail: FindingDetail = { kind: 'attribute', attribute: 'age', value: '2026-01-01T00:00:00.000Z' };
    expect(findingHolds(detail, { deprecatedAt: '2030-01-01T00:00:00.000Z' }, writes)).toBe(true);
    expect(findingHolds(detail, { deprecatedAt: null }, writes)).toBe(true);
    expect(findingHolds(detail, { deprecatedAt: '2026-11-23T10:10:00.000Z' }, writes)).toBe(false);
  });
});
