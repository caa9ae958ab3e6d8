import fc from 'fast-check';
import type { Actor } from '../../../lib/model/change.ts';
import type { Aspects } from '../../../lib/model/plan.ts';
import type { FindingDetail } from '../../../lib/model/finding.ts';
import type { FindingRecord, Outcome } from '../../../lib/model/journal.ts';
import {
  AccountId,
  ImageId,
  InstanceId,
  OrganizationId,
  Region,
  SnapshotId,
  UnitId,
} from '../../../lib/model/ids.ts';
import type { Principal } from '../../../lib/model/principal.ts';
import type { SubjectRef } from '../../../lib/model/subject.ts';
import { record } from './sample-record.ts';

const nasty = fc.constantFrom(
  '<!channel>',
  '<@U012345>',
  '<https://example.com|click>',
  '&amp;&lt;',
  '```',
  '`*_~',
  '\u202egnp.exe',
  '\u0000\u0007\u001b[31m',
  '\r\nDone:    Removed everybody (public).',
  '\u2028\u2029',
  '\ud83d',
  '\udc00',
  '👩\u200d💻🏳️\u200d🌈',
  'שלום مرحبا',
  "';echo owned;'",
  '"}}',
  '\uffff\u200b\ufeff',
  'z\u0351\u0352\u0353\u0354\u0355',
);

const short = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  nasty,
  fc.array(nasty, { maxLength: 8 }).map((parts) => parts.join('')),
);

/** Text as nobody sane would choose it: control characters, markup, half characters, right to left, up to 100 KB. */
export const hostileText = fc.oneof(
  { weight: 5, arbitrary: short },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.oneof(short, fc.constantFrom('&', '<', '`', '日', '😀', '\u0301')),
        fc.integer({ min: 1, max: 100_000 }),
      )
      .map(([unit, length]) =>
        unit === '' ? '' : unit.repeat(Math.ceil(length / unit.length)).slice(0, length),
      ),
  },
);

const orNull = (text: fc.Arbitrary<string>): fc.Arbitrary<string | null> => fc.option(text, { nil: null });

const account = fc.stringMatching(/^\d{12}$/).map((id) => AccountId.parse(id));
const organization = fc.stringMatching(/^o-[a-z0-9]{10,32}$/).map((id) => OrganizationId.parse(id));
const unit = fc.stringMatching(/^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/).map((id) => UnitId.parse(id));

const principal: fc.Arbitrary<Principal> = fc.oneof(
  fc.constant<Principal>({ kind: 'public' }),
  account.map((id): Principal => ({ kind: 'account', account: id })),
  fc
    .tuple(organization, hostileText)
    .map(([id, arn]): Principal => ({ kind: 'organization', organization: id, arn })),
  fc
    .tuple(organization, unit, hostileText)
    .map(([id, below, arn]): Principal => ({ kind: 'unit', organization: id, unit: below, arn })),
);

const principals = fc.oneof(
  fc.array(principal, { maxLength: 12 }),
  // The quota on shares of one image is 1,000 and can be raised.
  fc.integer({ min: 900, max: 3_000 }).map((count) =>
    Array.from({ length: count }, (_, index): Principal => ({
      kind: 'unit',
      organization: OrganizationId.parse(`o-${'x'.repeat(32)}`),
      unit: UnitId.parse(`ou-${'x'.repeat(32)}-${String(index).padStart(32, '0')}`),
      arn: `arn:aws:organizations::123456789012:ou/o-${'x'.repeat(32)}/ou-${'x'.repeat(32)}-${String(index).padStart(32, '0')}`,
    })),
  ),
);

const aspects: fc.Arbitrary<Aspects> = fc.record(
  {
    launchPermission: principals,
    tags: fc.dictionary(hostileText, hostileText, { maxKeys: 5 }),
    deprecatedAt: orNull(hostileText),
    state: hostileText,
    guardrails: fc.record({ ebsEncryption: hostileText }),
  },
  { requiredKeys: [] },
);

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    kind: fc.constant('done' as const),
    before: aspects,
    after: aspects,
    requestId: orNull(hostileText),
  }),
  fc.record({ kind: fc.constant('unneeded' as const), after: aspects }),
  fc.record({
    kind: fc.constant('unverified' as const),
    before: aspects,
    after: aspects,
    reason: hostileText,
  }),
  fc.record({ kind: fc.constant('refused' as const), reason: hostileText }),
);

export const actor: fc.Arbitrary<Actor> = fc.record({
  kind: fc.constantFrom('root', 'user', 'role', 'service', 'unknown'),
  arn: orNull(hostileText),
  name: hostileText,
  account: fc.option(account, { nil: null }),
  service: orNull(hostileText),
  sourceIp: orNull(hostileText),
  userAgent: orNull(hostileText),
  console: fc.boolean(),
});

const image = fc.stringMatching(/^ami-[0-9a-f]{17}$/).map((id) => ImageId.parse(id));
const snapshot = fc.stringMatching(/^snap-[0-9a-f]{17}$/).map((id) => SnapshotId.parse(id));

const detail: fc.Arbitrary<FindingDetail> = fc.oneof(
  principal.map((one): FindingDetail => ({ kind: 'principal', principal: one })),
  fc.record({
    kind: fc.constant('device' as const),
    device: hostileText,
    snapshot: orNull(hostileText),
    kmsKey: orNull(hostileText),
  }),
  fc.record({ kind: fc.constant('tag' as const), tag: hostileText, value: orNull(hostileText) }),
  fc
    .tuple(snapshot, principal)
    .map(([id, one]): FindingDetail => ({ kind: 'snapshot-principal', snapshot: id, principal: one })),
  fc.record({ kind: fc.constant('attribute' as const), attribute: hostileText, value: orNull(hostileText) }),
  fc.record({
    kind: fc.constant('export' as const),
    how: fc.constantFrom('store', 'export'),
    bucket: orNull(hostileText),
    key: orNull(hostileText),
  }),
  fc.record({
    kind: fc.constant('guardrail' as const),
    guardrail: hostileText,
    value: hostileText,
    managed: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('quota' as const),
    quota: fc.constantFrom('amis', 'public-amis', 'ami-shares', 'snapshots'),
    level: fc.constantFrom('warn', 'critical'),
    used: fc.nat(),
    limit: fc.nat(),
  }),
  fc.record({ kind: fc.constant('launch' as const), image, owner: orNull(hostileText) }),
  fc.constant<FindingDetail>({ kind: 'assertion' }),
  fc.record({ kind: fc.constant('unreadable' as const), datum: hostileText, code: hostileText }),
);

const place = {
  account,
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1').map((one) => Region.parse(one)),
};
const subject: fc.Arbitrary<SubjectRef> = fc.oneof(
  fc.record({ ...place, image }),
  fc.record({
    ...place,
    instance: fc.stringMatching(/^i-[0-9a-f]{17}$/).map((id) => InstanceId.parse(id)),
  }),
  fc.record(place),
);

const asker = fc.record({
  kind: fc.constantFrom('lambda', 'cli', 'slack'),
  name: hostileText,
  arn: orNull(hostileText),
  id: orNull(hostileText),
});

/** Any record whose ids are well formed, with hostile text wherever text is free. */
export const hostileRecord: fc.Arbitrary<FindingRecord> = fc
  .record({
    finding: fc.record({
      rule: hostileText,
      ref: subject,
      imageName: orNull(hostileText),
      detail,
      severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
      mode: fc.constantFrom('audit', 'notify', 'enforce'),
      graceUntil: orNull(hostileText),
      waiver: orNull(hostileText),
      reason: hostileText,
      remediation: fc.constantFrom(null, {
        action: 'revoke-unlisted' as const,
        limitPerHour: null,
        approval: 'manual' as const,
      }),
      policyHash: hostileText,
    }),
    status: fc.constantFrom('pending', 'open', 'waived', 'fixed', 'closed'),
    firstSeen: hostileText,
    cause: fc.record({
      event: hostileText,
      eventId: hostileText,
      at: hostileText,
      actor: fc.option(actor, { nil: null }),
      refused: orNull(hostileText),
    }),
    outcome: fc.option(outcome, { nil: null }),
    undo: orNull(hostileText),
    granted: fc.record({
      until: hostileText,
      reason: hostileText,
      owner: hostileText,
      ticket: orNull(hostileText),
      by: asker,
      entry: hostileText,
    }),
    muted: fc.record({
      until: hostileText,
      by: asker,
      entry: hostileText,
      severity: fc.constant('high' as const),
      failure: orNull(hostileText),
    }),
    isGranted: fc.boolean(),
    isMuted: fc.boolean(),
    deeds: fc.array(
      fc.record({
        what: fc.constantFrom('approved', 'refused', 'undone', 'waived', 'muted'),
        by: asker,
        at: hostileText,
      }),
      { maxLength: 6 },
    ),
    waiting: fc.option(
      fc.record({
        plan: fc.stringMatching(/^[0-9a-f]{16}$/),
        why: fc.constantFrom('approval', 'limit', 'fight', 'request'),
        approval: fc.constantFrom('manual', 'two-person'),
        state: fc.constantFrom('waiting', 'approved', 'refused'),
        approvedBy: fc.array(hostileText, { maxLength: 6 }),
        refusedBy: orNull(hostileText),
        content: hostileText,
        actions: fc.array(fc.constantFrom('disable', 'deregister', 'encrypted-copy', 'add-tags'), {
          maxLength: 4,
        }),
      }),
      { nil: null },
    ),
  })
  .map(({ finding, granted, muted, isGranted, isMuted, waiting, ...rest }) =>
    record(isGranted ? { ...finding, waiver: granted.entry } : finding, {
      ...rest,
      ...(waiting === null ? {} : { waiting }),
      ...(isGranted ? { granted } : {}),
      ...(isMuted ? { muted } : {}),
    }),
  );
