import { describe, expect, it } from 'vitest';
import type { FindingDetail } from '../../../lib/model/finding.ts';
import { ImageId, InstanceId, SnapshotId } from '../../../lib/model/ids.ts';
import { findingEvent, malformedEvent } from '../../../lib/render/event.ts';
import { everybody, fixed, record } from './sample-record.ts';

describe('a finding as an event', () => {
  it('has the shape of schema version 1', () => {
    expect(findingEvent(fixed())).toEqual({
      detailType: 'AMI Finding',
      detail: {
        version: 1,
        id: '0123456789abcdef',
        status: 'fixed',
        rule: 'public-sharing',
        severity: 'critical',
        mode: 'enforce',
        account: '222233334444',
        region: 'eu-west-1',
        subject: 'image',
        image: 'ami-0a1b2c3d4e5f60718',
        instance: null,
        imageName: 'app-web-20260901',
        failing: { kind: 'principal', principal: { kind: 'public' } },
        reason: 'Everybody may launch this image.',
        waiver: null,
        graceUntil: null,
        policyHash: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
        firstSeen: '2026-09-01T10:00:02.000Z',
        updatedAt: '2026-09-01T10:00:02.000Z',
        contentHash: '00000000000000aa',
        cause: {
          event: 'ModifyImageAttribute',
          eventId: 'e1f2a3b4-0000-4000-8000-000000000001',
          at: '2026-09-01T10:00:00Z',
          refused: null,
          actor: {
            kind: 'role',
            name: 'deploy/alice',
            arn: 'arn:aws:sts::222233334444:assumed-role/deploy/alice',
            account: '222233334444',
            service: null,
            sourceIp: '192.0.2.10',
            userAgent: 'aws-cli/2.17.0',
            console: false,
          },
        },
        outcome: {
          kind: 'done',
          verified: true,
          reason: null,
          removed: { total: 1, first: [{ kind: 'public' }] },
          added: { total: 0, first: [] },
          after: {
            total: 2,
            first: [
              { kind: 'account', account: '444455556666' },
              {
                kind: 'organization',
                organization: 'o-exampleorg1',
                arn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
              },
            ],
          },
          change: 'Removed everybody (public).',
        },
        undo: '20260901T100003Z-0007',
      },
    });
  });

  it.each([
    ['unneeded', { kind: 'unneeded', after: { launchPermission: [everybody] } }, true, null, 1],
    [
      'unverified',
      {
        kind: 'unverified',
        before: { launchPermission: [everybody] },
        after: { launchPermission: [everybody] },
        reason: 'it is back',
      },
      false,
      'it is back',
      1,
    ],
    ['refused', { kind: 'refused', reason: 'over the limit' }, false, 'over the limit', undefined],
  ] as const)('calls an action that ended %s by its name', (kind, outcome, verified, reason, after) => {
    const detail: unknown = findingEvent(record({}, { outcome })).detail;
    expect(detail).toMatchObject({
      outcome: { kind, verified, reason, removed: { total: 0 }, added: { total: 0 } },
    });
    expect((detail as { outcome: { after: { total: number } | null } }).outcome.after?.total).toBe(after);
  });

  it('says null where nothing was tried', () => {
    expect(findingEvent(record()).detail).toMatchObject({ outcome: null, undo: null });
  });
});

const { account, region } = record().finding.ref;
const image = ImageId.parse('ami-0a1b2c3d4e5f60718');

it('names an instance, or an account and region alone, where the finding is about that', () => {
  const instance = InstanceId.parse('i-0a1b2c3d4e5f60718');
  expect(findingEvent(record({ ref: { account, region, instance } })).detail).toMatchObject({
    account: '222233334444',
    region: 'eu-west-1',
    subject: 'instance',
    image: null,
    instance: 'i-0a1b2c3d4e5f60718',
  });
  expect(findingEvent(record({ ref: { account, region } })).detail).toMatchObject({
    account: '222233334444',
    region: 'eu-west-1',
    subject: 'account-region',
    image: null,
    instance: null,
  });
});

it.each<FindingDetail>([
  { kind: 'principal', principal: everybody },
  { kind: 'device', device: '/dev/xvda', snapshot: 'snap-0a1b2c3d4e5f60718', kmsKey: null },
  { kind: 'tag', tag: 'Owner', value: null },
  { kind: 'snapshot-principal', snapshot: SnapshotId.parse('snap-0a1b2c3d4e5f60718'), principal: everybody },
  { kind: 'attribute', attribute: 'name', value: 'app-web' },
  { kind: 'export', how: 'store', bucket: 'example-images', key: null },
  { kind: 'guardrail', guardrail: 'ebs-encryption', value: 'disabled', managed: false },
  { kind: 'quota', quota: 'amis', level: 'warn', used: 35_001, limit: 50_000 },
  { kind: 'launch', image, owner: 'amazon' },
  { kind: 'assertion' },
  { kind: 'unreadable', datum: 'image', code: 'AccessDenied' },
])('tells what fails as it is: $kind', (detail) => {
  expect(findingEvent(record({ detail })).detail).toMatchObject({ failing: detail });
});

it('lets nothing through in texts of others that a terminal would obey', () => {
  const evil = 'a\u001b[2J\nb';
  const details: readonly FindingDetail[] = [
    { kind: 'attribute', attribute: 'name', value: evil },
    { kind: 'export', how: 'export', bucket: evil, key: evil },
    { kind: 'guardrail', guardrail: 'allowed-images', value: evil, managed: false },
    { kind: 'launch', image, owner: evil },
  ];
  const texts = details.map((detail) => JSON.stringify(findingEvent(record({ detail })).detail));
  for (const text of texts) expect(text).not.toMatch(/\\u001b|\\n/);
});

it('a record that could not be understood is an event of its own kind', () => {
  const notice = {
    kind: 'malformed',
    account: null,
    region: null,
    id: 'feedfacefeedface',
    reason: 'the message is\nnot JSON',
    at: '2026-09-01T10:00:00Z',
  } as const;
  expect(malformedEvent(notice)).toEqual({
    detailType: 'AMI Event Record Not Understood',
    detail: {
      version: 1,
      id: 'feedfacefeedface',
      account: null,
      region: null,
      reason: 'the message is not JSON',
      at: '2026-09-01T10:00:00Z',
    },
  });
});
