import { beforeEach, describe, expect, it } from 'vitest';
import { tellOfAttempt } from '../../../lib/app/tell-attempt.ts';
import type { ImageChange } from '../../../lib/model/change.ts';
import { SnapshotId } from '../../../lib/model/ids.ts';
import type { PolicyBundle } from '../../../lib/model/policy.ts';
import type { NoticeMessage } from '../../../lib/ports/queues.ts';
import { policyOf } from '../policy/policy-of.ts';
import { exampleOrganization } from '../../cases/organization.ts';
import { COLLEAGUE, PUBLIC, REF, STRANGER } from './stage.ts';

const POLICY = policyOf(`
version: 1
mode: notify
rules:
  public-sharing: { severity: critical }
  sharing: { severity: high, allow: { orgs: [self] } }
  snapshot-sharing: { severity: medium, allow: { accounts: ['222233334444'] } }
  export: { severity: low, buckets: [our-bucket] }
  quota: {}
`);

const cause = {
  event: 'ModifyImageAttribute',
  eventId: 'e-1',
  at: '2026-11-23T10:00:00Z',
  actor: null,
  refused: 'Client.OperationNotPermitted',
};

const change = (detail: ImageChange['detail'], changed: Partial<ImageChange> = {}): ImageChange => ({
  kind: 'change',
  event: 'ModifyImageAttribute',
  eventId: 'e-1',
  requestId: null,
  at: '2026-11-23T10:00:00Z',
  account: REF.account,
  region: REF.region,
  images: [REF.image],
  snapshots: [],
  instances: [],
  actor: null,
  outcome: { kind: 'refused', code: 'Client.OperationNotPermitted', message: 'blocked' },
  touches: ['launchPermission'],
  detail,
  ...changed,
});

let sent: NoticeMessage[];
beforeEach(() => {
  sent = [];
});

const tell = async (
  detail: ImageChange['detail'],
  changed: Partial<ImageChange> = {},
  policy: PolicyBundle = POLICY,
): Promise<readonly NoticeMessage[]> => {
  await tellOfAttempt(
    REF,
    change(detail, changed),
    cause,
    { policy, organization: exampleOrganization },
    {
      clock: { now: () => new Date('2026-11-23T10:00:05.000Z') },
      journal: { findings: () => Promise.resolve([]) },
      queues: { sendNotice: (notice) => Promise.resolve(void sent.push(notice)) },
    },
  );
  return sent.splice(0);
};
const shared = (...added: Extract<ImageChange['detail'], { kind: 'shared' }>['added']) =>
  ({ kind: 'shared', added, removed: [] }) as const;
const SNAPSHOT = SnapshotId.parse('snap-0aaaaaaaaaaaaaaa1');

describe('an attempt that AWS refused', () => {
  it('is told by the rule that it would have failed, the worst of them', async () => {
    const [notice] = await tell(shared(STRANGER, PUBLIC));
    expect(notice).toEqual({
      kind: 'attempt',
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
      at: '2026-11-23T10:00:05.000Z',
      ref: REF,
      rule: 'public-sharing',
      severity: 'critical',
      cause,
      what: 'Somebody tried to share the image with account 012345678901, everybody (public).',
    });
  });

  it.each([
    ['sharing', 'high', shared(STRANGER), {}],
    [
      'snapshot-sharing',
      'medium',
      { kind: 'snapshot-shared', added: [STRANGER], removed: [] } as const,
      { snapshots: [SNAPSHOT] },
    ],
    ['export', 'low', { kind: 'exported', how: 'store', bucket: 'their-bucket' } as const, {}],
  ])('fails %s, %s', async (rule, severity, detail, changed) => {
    expect(await tell(detail, changed)).toMatchObject([{ kind: 'attempt', rule, severity }]);
  });

  it('has one id for each event and image', async () => {
    const [one] = await tell(shared(PUBLIC));
    const [again] = await tell(shared(PUBLIC));
    const [other] = await tell(shared(PUBLIC), { eventId: 'e-2' });
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });
});

describe('is nobody’s news', () => {
  it.each([
    ['what is allowed', shared(COLLEAGUE), {}],
    ['what was done', shared(PUBLIC), { outcome: { kind: 'done' } as const }],
    ['what takes back', { kind: 'shared', added: [], removed: [PUBLIC] } as const, {}],
    ['another attempt', { kind: 'state', state: 'disabled', message: null } as const, {}],
    ['an allowed bucket', { kind: 'exported', how: 'store', bucket: 'our-bucket' } as const, {}],
  ])('%s', async (_, detail, changed) => {
    expect(await tell(detail, changed)).toEqual([]);
  });

  it('a rule that only records', async () => {
    const audit = { ...POLICY, rules: POLICY.rules.map((rule) => ({ ...rule, mode: 'audit' as const })) };
    expect(await tell(shared(PUBLIC), {}, audit)).toEqual([]);
  });

  it('what a waiver covers', async () => {
    const waived = policyOf(`
version: 1
mode: notify
rules: { public-sharing: {} }
waivers:
  - { id: W-1, rules: [public-sharing], match: { accounts: ['111122223333'] }, reason: r, owner: o@example.com, expires: 2027-01-01 }
`);
    expect(await tell(shared(PUBLIC), {}, waived)).toEqual([]);
  });
});

it('is told where nobody can say whether the rule asks for it there', async () => {
  const named = policyOf(`
version: 1
mode: notify
rules: { public-sharing: { match: { images: ['name:golden-*'] } } }
`);
  expect(await tell(shared(PUBLIC), {}, named)).toMatchObject([{ kind: 'attempt', rule: 'public-sharing' }]);
});
