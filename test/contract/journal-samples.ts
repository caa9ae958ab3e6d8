import type { Finding, FindingDetail } from '../../lib/model/finding.ts';
import { AccountId, ImageId, OrganizationId, Region, SnapshotId, UnitId } from '../../lib/model/ids.ts';
import type { ImageRef, SubjectRef } from '../../lib/model/subject.ts';
import type { Cause, FindingRecord } from '../../lib/model/journal.ts';
import type { Action, Plan } from '../../lib/model/plan.ts';
import type { Principal } from '../../lib/model/principal.ts';

/** An image of its own for each number. */
export const imageRef = (number: number, region = 'eu-west-1'): ImageRef => ({
  account: AccountId.parse('111122223333'),
  region: Region.parse(region),
  image: ImageId.parse(`ami-${number.toString(16).padStart(17, '0')}`),
});

/** As many different units as asked for: the longest principals there are. */
export const units = (count: number): readonly Principal[] =>
  Array.from({ length: count }, (_, n) => {
    const unit = UnitId.parse(`ou-ab12-${n.toString(36).padStart(8, '0')}`);
    const organization = OrganizationId.parse('o-exampleorg1');
    return {
      kind: 'unit',
      organization,
      unit,
      arn: `arn:aws:organizations::123456789012:ou/${organization}/${unit}`,
    };
  });

export const cause: Cause = {
  event: 'ModifyImageAttribute',
  eventId: 'e-1',
  at: '2026-03-01T10:00:00.000Z',
  actor: {
    kind: 'role',
    arn: 'arn:aws:sts::111122223333:assumed-role/builder/ci',
    name: 'builder/ci',
    account: AccountId.parse('111122223333'),
    service: null,
    sourceIp: '192.0.2.7',
    userAgent: 'aws-cli/2',
    console: false,
  },
  refused: null,
};

const finding = (ref: SubjectRef, id: string): Finding => ({
  id,
  rule: 'public-sharing',
  ref,
  imageName: 'web-2026-03',
  detail: { kind: 'principal', principal: { kind: 'public' } },
  severity: 'critical',
  mode: 'enforce',
  graceUntil: null,
  waiver: null,
  reason: 'shared with everybody',
  remediation: { action: 'revoke-public', limitPerHour: 20, approval: 'auto' },
  policyHash: 'a'.repeat(64),
  observedAt: '2026-03-01T10:00:01.000Z',
});

/** An open finding about an image that nobody was told of. */
export const record = (ref: ImageRef, id: string, updatedAt: string): FindingRecord =>
  aboutSubject(ref, id, updatedAt);

/** The same about any subject. */
export const aboutSubject = (ref: SubjectRef, id: string, updatedAt: string): FindingRecord => ({
  finding: finding(ref, id),
  status: 'open',
  firstSeen: '2026-03-01T10:00:01.000Z',
  updatedAt,
  cause,
  outcome: null,
  undo: null,
  contentHash: '0123456789abcdef',
  told: {},
});

export const revoke: Action = {
  action: 'revoke-public',
  rule: 'public-sharing',
  writes: [{ kind: 'launch-permission', remove: [{ kind: 'public' }], add: [] }],
  findings: ['f1'],
  limitPerHour: 20,
};

export const plan = (ref: SubjectRef, id: string): Plan => ({
  id,
  ref,
  policyHash: 'a'.repeat(64),
  observedAt: '2026-03-01T10:00:01.000Z',
  actions: [revoke],
});

/** One detail of each kind that there is. */
export const details: readonly FindingDetail[] = [
  { kind: 'principal', principal: { kind: 'public' } },
  { kind: 'device', device: '/dev/xvda', snapshot: null, kmsKey: null },
  { kind: 'tag', tag: 'Owner', value: null },
  {
    kind: 'snapshot-principal',
    snapshot: SnapshotId.parse('snap-0123456789abcdef0'),
    principal: { kind: 'account', account: AccountId.parse('012345678901') },
  },
  { kind: 'attribute', attribute: 'age', value: '2026-01-01T00:00:00.000Z' },
  { kind: 'export', how: 'store', bucket: 'a-bucket', key: null },
  { kind: 'guardrail', guardrail: 'ebs-encryption', value: 'disabled', managed: false },
  { kind: 'quota', quota: 'ami-shares', level: 'critical', used: 960, limit: 1_000 },
  { kind: 'launch', image: ImageId.parse('ami-0123456789abcdef0'), owner: 'amazon' },
  { kind: 'assertion' },
  { kind: 'unreadable', datum: 'launchPermission', code: 'UnauthorizedOperation' },
];
