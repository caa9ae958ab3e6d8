import { describe, expect, it } from 'vitest';
import { AccountId, ImageId, InstanceId, SnapshotId } from '../../../lib/model/ids.ts';
import type { Outcome } from '../../../lib/model/journal.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import { actorText } from '../../../lib/render/actor-text.ts';
import { detailText } from '../../../lib/render/detail-text.ts';
import { findingText } from '../../../lib/render/finding-text.ts';
import { doneText, outcomeText } from '../../../lib/render/outcome-text.ts';
import { principalList } from '../../../lib/render/principal-text.ts';
import { plainWording } from '../../../lib/render/wording.ts';
import { alice, everybody, grantedRecord, muted, options, ours, partner, record } from './sample-record.ts';

describe('who did it', () => {
  it.each([
    [
      'role "deploy/alice" of account 222233334444 ("web-prod"), not in the console but with "aws-cli/2.17.0", from 192.0.2.10',
      alice,
    ],
    [
      'role "deploy/alice" of account 222233334444 ("web-prod"), in the console, from 192.0.2.10',
      { ...alice, console: true },
    ],
    [
      'user "bob" of account 012345678901, not in the console',
      {
        ...alice,
        kind: 'user',
        name: 'bob',
        account: AccountId.parse('012345678901'),
        userAgent: null,
        sourceIp: null,
        console: false,
      },
    ],
    [
      'the root user of account 222233334444 ("web-prod"), in the console, from 192.0.2.10',
      { ...alice, kind: 'root', name: 'root', console: true },
    ],
    [
      'the service "backup.amazonaws.com", from backup.amazonaws.com',
      {
        ...alice,
        kind: 'service',
        name: 'backup.amazonaws.com',
        service: 'backup.amazonaws.com',
        account: null,
        sourceIp: 'backup.amazonaws.com',
      },
    ],
    [
      'role "deploy/alice" of account 222233334444 ("web-prod"), through the service "cloudformation.amazonaws.com", from 192.0.2.10',
      { ...alice, service: 'cloudformation.amazonaws.com' },
    ],
  ] as const)('%s', (expected, actor) => {
    expect(actorText(actor, options, plainWording)).toBe(expected);
  });

  it('says so when the event names nobody', () => {
    expect(actorText(null, options, plainWording)).toBe('not named by the event');
  });

  it('says so when nobody did anything', () => {
    const cause = { ...record().cause, actor: null, event: 'Recheck' };
    expect(findingText(record({}, { cause }), options, plainWording).who).toBe(
      'nobody: ami-warden looked again by itself',
    );
  });
});

describe('the event', () => {
  it('is said to be a failed attempt when AWS refused it', () => {
    const cause = { ...record().cause, refused: 'Client.OperationNotPermitted' };
    expect(findingText(record({}, { cause }), options, plainWording).event).toBe(
      'ModifyImageAttribute at 2026-09-01T10:00:00Z: a failed attempt, which AWS refused (Client.OperationNotPermitted) and which changed nothing',
    );
  });
});

describe('what fails', () => {
  it.each([
    ['shared with organisation o-exampleorg1', { kind: 'principal', principal: ours }],
    [
      'device /dev/xvda, snapshot snap-0a1b2c3d4e5f60718, not encrypted',
      { kind: 'device', device: '/dev/xvda', snapshot: 'snap-0a1b2c3d4e5f60718', kmsKey: null },
    ],
    [
      'device /dev/sdb, encrypted under arn:aws:kms:eu-west-1:222233334444:key/0a',
      {
        kind: 'device',
        device: '/dev/sdb',
        snapshot: null,
        kmsKey: 'arn:aws:kms:eu-west-1:222233334444:key/0a',
      },
    ],
    ['tag "Owner" is missing', { kind: 'tag', tag: 'Owner', value: null }],
    ['tag "Owner" is "me"', { kind: 'tag', tag: 'Owner', value: 'me' }],
    [
      'launchPermission could not be read: UnauthorizedOperation',
      { kind: 'unreadable', datum: 'launchPermission', code: 'UnauthorizedOperation' },
    ],
    [
      'snapshot snap-0a1b2c3d4e5f60718 shared with account 444455556666 ("partner")',
      {
        kind: 'snapshot-principal',
        snapshot: SnapshotId.parse('snap-0a1b2c3d4e5f60718'),
        principal: partner,
      },
    ],
    [
      'age is "2026-01-01T00:00:00.000Z"',
      { kind: 'attribute', attribute: 'age', value: '2026-01-01T00:00:00.000Z' },
    ],
    ['deprecation is missing', { kind: 'attribute', attribute: 'deprecation', value: null }],
    [
      'stored as an object in bucket someones-bucket, key "ami-0a1b2c3d4e5f60718.bin"',
      { kind: 'export', how: 'store', bucket: 'someones-bucket', key: 'ami-0a1b2c3d4e5f60718.bin' },
    ],
    [
      'exported, to a bucket that AWS does not name',
      { kind: 'export', how: 'export', bucket: null, key: null },
    ],
    [
      'image-block-public-access is unblocked, set by a declarative policy of the organisation',
      { kind: 'guardrail', guardrail: 'image-block-public-access', value: 'unblocked', managed: true },
    ],
    [
      'ebs-encryption is disabled',
      { kind: 'guardrail', guardrail: 'ebs-encryption', value: 'disabled', managed: false },
    ],
    [
      'public-amis: 4 of 5 (80 %), past its critical threshold',
      { kind: 'quota', quota: 'public-amis', level: 'critical', used: 4, limit: 5 },
    ],
    [
      'amis: 1 of 0 (no room at all), past its warn threshold',
      { kind: 'quota', quota: 'amis', level: 'warn', used: 1, limit: 0 },
    ],
    [
      'runs from ami-0a1b2c3d4e5f60718 of account 444455556666 ("partner")',
      { kind: 'launch', image: ImageId.parse('ami-0a1b2c3d4e5f60718'), owner: '444455556666' },
    ],
    [
      'runs from ami-0a1b2c3d4e5f60718 of amazon',
      { kind: 'launch', image: ImageId.parse('ami-0a1b2c3d4e5f60718'), owner: 'amazon' },
    ],
    [
      'runs from ami-0a1b2c3d4e5f60718 of an owner that is not known',
      { kind: 'launch', image: ImageId.parse('ami-0a1b2c3d4e5f60718'), owner: null },
    ],
    ['what the rule asserts does not hold', { kind: 'assertion' }],
  ] as const)('%s', (expected, detail) => {
    expect(detailText(detail, options, plainWording)).toBe(expected);
  });
});

describe('what was done', () => {
  const cases: readonly (readonly [string, Outcome])[] = [
    [
      'Removed everybody (public), account 444455556666 ("partner"). Read back and verified: shared with nobody now.',
      {
        kind: 'done',
        before: { launchPermission: [everybody, partner] },
        after: { launchPermission: [] },
        requestId: null,
      },
    ],
    [
      'Gave back account 444455556666 ("partner"). Read back and verified: shared with organisation o-exampleorg1, account 444455556666 ("partner") now.',
      {
        kind: 'done',
        before: { launchPermission: [ours] },
        after: { launchPermission: [ours, partner] },
        requestId: null,
      },
    ],
    [
      'Nothing: on looking again there was nothing left to do. Now: shared with nobody.',
      { kind: 'unneeded', after: { launchPermission: [] } },
    ],
    [
      'Tried, but not verified: the share is still there. Before: shared with everybody (public). Last seen: shared with everybody (public).',
      {
        kind: 'unverified',
        before: { launchPermission: [everybody] },
        after: { launchPermission: [everybody] },
        reason: 'the share is still there',
      },
    ],
    [
      'Nothing was changed: 21 actions in an hour, and the limit is 20.',
      { kind: 'refused', reason: '21 actions in an hour, and the limit is 20.' },
    ],
  ];
  it.each(cases)('%s', (expected, outcome) => {
    expect(outcomeText(outcome, options, plainWording)).toBe(expected);
  });

  it.each([
    ['Nothing yet: revoke-public is due.', record()],
    [
      "Nothing yet: revoke-public waits for a person's approval.",
      record({ remediation: { action: 'revoke-public', limitPerHour: null, approval: 'manual' } }),
    ],
    [
      'Nothing yet: disable waits for the approval of two people.',
      record({ remediation: { action: 'disable', limitPerHour: null, approval: 'two-person' } }),
    ],
    ['Nothing: the mode is notify, which only reports.', record({ mode: 'notify' })],
    ['Nothing: the policy names no remediation for it.', record({ remediation: null })],
    [
      'Nothing: what cannot be read is neither passed nor acted on.',
      record({ detail: { kind: 'unreadable', datum: 'image', code: 'RequestLimitExceeded' } }),
    ],
    ['Nothing: waiver W-2026-014 covers it.', record({ waiver: 'W-2026-014' }, { status: 'waived' })],
    [
      'Nothing: waived by "alice" until 2026-09-08T10:00:00.000Z: the launch is today. Owner "web-team@example.com", ticket SEC-7.',
      grantedRecord(),
    ],
    [
      'Nothing was changed: EC2 says no. Waived by "alice" until 2026-09-08T10:00:00.000Z: the launch is today. Owner "web-team@example.com", ticket SEC-7.',
      grantedRecord({ outcome: { kind: 'refused', reason: 'EC2 says no' } }),
    ],
    [
      'Nothing: the mode is notify, which only reports.',
      { ...grantedRecord({ status: 'open' }), finding: record({ mode: 'notify' }).finding },
    ],
    [
      'Nothing yet: revoke-public is due. Muted by "alice" until 2026-09-08T10:00:00.000Z, unless it gets worse.',
      record({}, { muted }),
    ],
    ['Nothing: it no longer fails.', record({}, { status: 'closed', muted })],
    [
      'Nothing yet: it is inside its grace until 2026-09-01T10:30:00Z.',
      record({ graceUntil: '2026-09-01T10:30:00Z' }, { status: 'pending' }),
    ],
    ['Nothing: it no longer fails.', record({}, { status: 'closed' })],
  ])('%s', (expected, given) => {
    expect(doneText(given, options, plainWording)).toBe(expected);
  });

  it('names the first ten of many principals, and counts the rest', () => {
    const many = Array.from({ length: 1_000 }, (_, index): Principal => ({
      kind: 'account',
      account: AccountId.parse(String(100_000_000_000 + index)),
    }));
    expect(principalList(many, options, plainWording)).toBe(
      'account 100000000000, account 100000000001, account 100000000002, account 100000000003, ' +
        'account 100000000004, account 100000000005, account 100000000006, account 100000000007, ' +
        'account 100000000008, account 100000000009 and 990 more',
    );
  });
});

describe('what it is about', () => {
  const { account, region } = record().finding.ref;
  it.each([
    ['Image', 'ami-0a1b2c3d4e5f60718 "app-web-20260901"', record()],
    [
      'Instance',
      'i-0a1b2c3d4e5f60718',
      record({
        ref: { account, region, instance: InstanceId.parse('i-0a1b2c3d4e5f60718') },
        imageName: null,
      }),
    ],
    [
      'Subject',
      'the settings of this account and region',
      record({ ref: { account, region }, imageName: null }),
    ],
  ])('%s: %s', (label, text, given) => {
    expect(findingText(given, options, plainWording).subject).toEqual([label, text]);
  });
});
