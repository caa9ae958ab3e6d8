import type { Actor } from '../../../lib/model/change.ts';
import type { Finding } from '../../../lib/model/finding.ts';
import type { Asker } from '../../../lib/model/asker.ts';
import type { Mute } from '../../../lib/model/grant.ts';
import { AccountId, ImageId, OrganizationId, Region } from '../../../lib/model/ids.ts';
import type { FindingRecord, Outcome } from '../../../lib/model/journal.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import type { Announcement } from '../../../lib/model/notice.ts';
import type { AlertOptions } from '../../../lib/render/alert-options.ts';

const names = new Map([
  ['222233334444', 'web-prod'],
  ['444455556666', 'partner'],
]);

export const options: AlertOptions = {
  remediateFunction: 'ami-warden-dev-remediate',
  accountName: (account) => names.get(account) ?? null,
};

export const alice: Actor = {
  kind: 'role',
  arn: 'arn:aws:sts::222233334444:assumed-role/deploy/alice',
  name: 'deploy/alice',
  account: AccountId.parse('222233334444'),
  service: null,
  sourceIp: '192.0.2.10',
  userAgent: 'aws-cli/2.17.0',
  console: false,
};

export const everybody: Principal = { kind: 'public' };
export const partner: Principal = { kind: 'account', account: AccountId.parse('444455556666') };
export const ours: Principal = {
  kind: 'organization',
  organization: OrganizationId.parse('o-exampleorg1'),
  arn: 'arn:aws:organizations::123456789012:organization/o-exampleorg1',
};

const finding: Finding = {
  id: '0123456789abcdef',
  rule: 'public-sharing',
  ref: {
    account: AccountId.parse('222233334444'),
    region: Region.parse('eu-west-1'),
    image: ImageId.parse('ami-0a1b2c3d4e5f60718'),
  },
  imageName: 'app-web-20260901',
  detail: { kind: 'principal', principal: everybody },
  severity: 'critical',
  mode: 'enforce',
  graceUntil: null,
  waiver: null,
  reason: 'Everybody may launch this image.',
  remediation: { action: 'revoke-public', limitPerHour: 20, approval: 'auto' },
  policyHash: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
  observedAt: '2026-09-01T10:00:02.000Z',
};

/** A public share by alice, open; the arguments replace members of the finding and of the record. */
export const record = (
  changedFinding: Partial<Finding> = {},
  changed: Partial<Omit<FindingRecord, 'finding'>> = {},
): FindingRecord => ({
  finding: { ...finding, ...changedFinding },
  status: 'open',
  firstSeen: '2026-09-01T10:00:02.000Z',
  updatedAt: '2026-09-01T10:00:02.000Z',
  cause: {
    event: 'ModifyImageAttribute',
    eventId: 'e1f2a3b4-0000-4000-8000-000000000001',
    at: '2026-09-01T10:00:00Z',
    actor: alice,
    refused: null,
  },
  outcome: null,
  undo: null,
  contentHash: '00000000000000aa',
  told: {},
  ...changed,
});

export const done: Extract<Outcome, { kind: 'done' }> = {
  kind: 'done',
  before: { launchPermission: [everybody, partner, ours] },
  after: { launchPermission: [partner, ours] },
  requestId: '11111111-0000-4000-8000-000000000001',
};

/** The same, put right and read back. */
export const fixed = (): FindingRecord =>
  record({}, { status: 'fixed', outcome: done, undo: '20260901T100003Z-0007' });

/** The notice of a body that was not JSON. */
export const unreadNotice: Extract<Announcement, { kind: 'malformed' }> = {
  kind: 'malformed',
  account: null,
  region: null,
  id: 'feedfacefeedface',
  reason: 'the message is not JSON',
  at: '2026-09-01T10:00:00Z',
};

const person: Asker = { kind: 'slack', name: 'alice', arn: null, id: 'slack:U1' };

/** What alice asked for quiet by, while the sample was critical and nothing had failed. */
export const muted: Mute = {
  until: '2026-09-08T10:00:00.000Z',
  by: person,
  entry: 'm1',
  severity: 'critical',
  failure: null,
};

/** The public share, waived by alice for a week. */
export const grantedRecord = (changed: Partial<Omit<FindingRecord, 'finding'>> = {}): FindingRecord =>
  record(
    { waiver: 'g1' },
    {
      status: 'waived',
      granted: {
        until: '2026-09-08T10:00:00.000Z',
        reason: 'the launch is today',
        owner: 'web-team@example.com',
        ticket: 'SEC-7',
        by: person,
        entry: 'g1',
      },
      ...changed,
    },
  );
