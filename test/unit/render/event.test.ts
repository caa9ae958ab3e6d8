import { describe, expect, it } from 'vitest';
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
        image: 'ami-0a1b2c3d4e5f60718',
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
        },
        undo: '20260901T100003Z-0007',
      },
    });
  });

  it.each([
    ['unneeded', { kind: 'unneeded', after: [everybody] }, true, null, 1],
    [
      'unverified',
      { kind: 'unverified', before: [everybody], after: [everybody], reason: 'it is back' },
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
