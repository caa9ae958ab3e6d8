import * as z from 'zod/mini';
import type { Actor } from './change.ts';
import type { Finding, FindingDetail } from './finding.ts';
import type { QuotaName } from './facts.ts';
import { AccountId, ImageId, InstanceId, OrganizationId, Region, SnapshotId, UnitId } from './ids.ts';
import type { Cause, FindingRecord, FindingStatus, JournalEntry, Outcome } from './journal.ts';
import type { Action, Aspects, Guardrail, Plan, Write } from './plan.ts';
import type { Principal } from './principal.ts';
import type { RemediationOptions, RemediationSetting } from './policy.ts';
import type { SubjectRef } from './subject.ts';
import type { ActionName, Mode, Severity } from './words.ts';

// Members that this version does not know are kept: an older function that puts a record back must not strip what a newer
// one wrote. The records keyed by a kind make a kind that is missing here an error of the compiler.

/** One schema for each kind of a union, as the tuple that zod wants. */
const anyOf = <T>(members: Readonly<Record<string, z.ZodMiniType<T>>>): z.ZodMiniType<T> =>
  z.union(Object.values(members));

/** One schema for a union of words; a word that is missing here is an error of the compiler. */
const wordOf = <T extends string>(words: { readonly [Word in T]: Word }): z.ZodMiniType<T> =>
  z.enum(Object.values<T>(words));

const text = z.string();
const nullableText = z.nullable(z.string());

const place = { account: AccountId, region: Region };

/** A subject. The one with the most members first: an account-region is a part of the others. */
export const SubjectSchema: z.ZodMiniType<SubjectRef> = z.union([
  z.looseObject({ ...place, image: ImageId }),
  z.looseObject({ ...place, instance: InstanceId }),
  z.looseObject(place),
]);

const PrincipalSchema = anyOf<Principal>({
  public: z.looseObject({ kind: z.literal('public') }),
  account: z.looseObject({ kind: z.literal('account'), account: AccountId }),
  organization: z.looseObject({ kind: z.literal('organization'), organization: OrganizationId, arn: text }),
  unit: z.looseObject({ kind: z.literal('unit'), organization: OrganizationId, unit: UnitId, arn: text }),
} satisfies Record<Principal['kind'], z.ZodMiniType>);

const principals = z.array(PrincipalSchema);

const ActorSchema: z.ZodMiniType<Actor> = z.looseObject({
  kind: wordOf<Actor['kind']>({
    root: 'root',
    user: 'user',
    role: 'role',
    service: 'service',
    unknown: 'unknown',
  }),
  arn: nullableText,
  name: text,
  account: z.nullable(AccountId),
  service: nullableText,
  sourceIp: nullableText,
  userAgent: nullableText,
  console: z.boolean(),
});

const CauseSchema: z.ZodMiniType<Cause> = z.looseObject({
  event: text,
  eventId: text,
  at: text,
  actor: z.nullable(ActorSchema),
  refused: nullableText,
});

const Modes = wordOf<Mode>({ off: 'off', audit: 'audit', notify: 'notify', enforce: 'enforce' });
const Severities = wordOf<Severity>({ low: 'low', medium: 'medium', high: 'high', critical: 'critical' });
const Statuses = wordOf<FindingStatus>({
  pending: 'pending',
  open: 'open',
  waived: 'waived',
  fixed: 'fixed',
  closed: 'closed',
});
const remediations = {
  'revoke-public': 'revoke-public',
  'revoke-unlisted': 'revoke-unlisted',
  'revoke-snapshot-shares': 'revoke-snapshot-shares',
  'add-tags': 'add-tags',
  'encrypted-copy': 'encrypted-copy',
  deprecate: 'deprecate',
  disable: 'disable',
  deregister: 'deregister',
  'enable-block-public-access': 'enable-block-public-access',
  'enable-snapshot-bpa': 'enable-snapshot-bpa',
  'enable-ebs-encryption': 'enable-ebs-encryption',
  'request-quota-increase': 'request-quota-increase',
} as const;
const Quotas = wordOf<QuotaName>({
  amis: 'amis',
  'public-amis': 'public-amis',
  'ami-shares': 'ami-shares',
  snapshots: 'snapshots',
});
const Exports = wordOf<'store' | 'export'>({ store: 'store', export: 'export' });
const Levels = wordOf<'warn' | 'critical'>({ warn: 'warn', critical: 'critical' });

const Detail = anyOf<FindingDetail>({
  principal: z.looseObject({ kind: z.literal('principal'), principal: PrincipalSchema }),
  device: z.looseObject({
    kind: z.literal('device'),
    device: text,
    snapshot: nullableText,
    kmsKey: nullableText,
  }),
  tag: z.looseObject({ kind: z.literal('tag'), tag: text, value: nullableText }),
  'snapshot-principal': z.looseObject({
    kind: z.literal('snapshot-principal'),
    snapshot: SnapshotId,
    principal: PrincipalSchema,
  }),
  attribute: z.looseObject({ kind: z.literal('attribute'), attribute: text, value: nullableText }),
  export: z.looseObject({ kind: z.literal('export'), how: Exports, bucket: nullableText, key: nullableText }),
  guardrail: z.looseObject({
    kind: z.literal('guardrail'),
    guardrail: text,
    value: text,
    managed: z.boolean(),
  }),
  quota: z.looseObject({
    kind: z.literal('quota'),
    quota: Quotas,
    level: Levels,
    used: z.number(),
    limit: z.number(),
  }),
  launch: z.looseObject({ kind: z.literal('launch'), image: ImageId, owner: nullableText }),
  assertion: z.looseObject({ kind: z.literal('assertion') }),
  unreadable: z.looseObject({ kind: z.literal('unreadable'), datum: text, code: text }),
} satisfies Record<FindingDetail['kind'], z.ZodMiniType>);

const Options: z.ZodMiniType<RemediationOptions> = z.looseObject({
  tags: z.exactOptional(z.record(text, text)),
  kmsKey: z.exactOptional(text),
  source: z.exactOptional(
    z.looseObject({
      after: wordOf<'disable' | 'keep'>({ disable: 'disable', keep: 'keep' }),
      deregisterAfter: z.nullable(z.number()),
    }),
  ),
  deprecateAfter: z.exactOptional(z.number()),
});

const FindingSchema: z.ZodMiniType<Finding> = z.looseObject({
  id: text,
  rule: text,
  ref: SubjectSchema,
  imageName: nullableText,
  detail: Detail,
  severity: Severities,
  mode: Modes,
  graceUntil: nullableText,
  waiver: nullableText,
  reason: text,
  remediation: z.nullable(
    z.looseObject({
      action: wordOf<ActionName>(remediations),
      limitPerHour: z.nullable(z.number()),
      approval: wordOf<RemediationSetting['approval']>({
        auto: 'auto',
        manual: 'manual',
        'two-person': 'two-person',
      }),
      options: z.exactOptional(Options),
    }),
  ),
  policyHash: text,
  observedAt: text,
});

const optionalText = z.exactOptional(text);
const Guardrails = wordOf<Guardrail>({
  imageBlockPublicAccess: 'imageBlockPublicAccess',
  snapshotBlockPublicAccess: 'snapshotBlockPublicAccess',
  ebsEncryption: 'ebsEncryption',
});

const AspectsSchema: z.ZodMiniType<Aspects> = z.looseObject({
  launchPermission: z.exactOptional(principals),
  snapshotSharing: z.exactOptional(z.array(z.looseObject({ snapshot: SnapshotId, principals }))),
  tags: z.exactOptional(z.record(text, text)),
  deprecatedAt: z.exactOptional(nullableText),
  state: optionalText,
  guardrails: z.exactOptional(z.partialRecord(Guardrails, text)),
});

const WriteSchema = anyOf<Write>({
  'launch-permission': z.looseObject({
    kind: z.literal('launch-permission'),
    add: principals,
    remove: principals,
  }),
  'snapshot-permission': z.looseObject({
    kind: z.literal('snapshot-permission'),
    snapshot: SnapshotId,
    add: principals,
    remove: principals,
  }),
  tags: z.looseObject({ kind: z.literal('tags'), set: z.record(text, text), remove: z.array(text) }),
  deprecation: z.looseObject({ kind: z.literal('deprecation'), at: nullableText }),
  availability: z.looseObject({
    kind: z.literal('availability'),
    to: wordOf<'disabled' | 'available'>({ disabled: 'disabled', available: 'available' }),
  }),
  registration: z.looseObject({
    kind: z.literal('registration'),
    to: wordOf<'deregistered' | 'restored'>({ deregistered: 'deregistered', restored: 'restored' }),
  }),
  guardrail: z.looseObject({ kind: z.literal('guardrail'), guardrail: Guardrails, to: text }),
} satisfies Record<Write['kind'], z.ZodMiniType>);

const OutcomeSchema = anyOf<Outcome>({
  done: z.looseObject({
    kind: z.literal('done'),
    before: AspectsSchema,
    after: AspectsSchema,
    requestId: nullableText,
  }),
  unneeded: z.looseObject({ kind: z.literal('unneeded'), after: AspectsSchema }),
  unverified: z.looseObject({
    kind: z.literal('unverified'),
    before: AspectsSchema,
    after: AspectsSchema,
    reason: text,
  }),
  refused: z.looseObject({ kind: z.literal('refused'), reason: text }),
} satisfies Record<Outcome['kind'], z.ZodMiniType>);

const ActionSchema: z.ZodMiniType<Action> = z.looseObject({
  action: wordOf<Action['action']>({ ...remediations, rollback: 'rollback' }),
  rule: text,
  writes: z.array(WriteSchema),
  findings: z.array(text),
  limitPerHour: z.nullable(z.number()),
});

/** A plan as the journal keeps it. */
export const PlanSchema: z.ZodMiniType<Plan> = z.looseObject({
  id: text,
  ref: z.looseObject({ ...place, image: ImageId }),
  policyHash: text,
  observedAt: text,
  actions: z.array(ActionSchema),
});

/** What a channel was told; kept apart from the finding's document. */
export const ToldSchema: z.ZodMiniType<FindingRecord['told'][string]> = z.looseObject({
  contentHash: text,
  reference: nullableText,
  repeatAt: z.exactOptional(text),
});

/** A finding's document: the record without `told`. */
export const FindingDocumentSchema: z.ZodMiniType<Omit<FindingRecord, 'told'>> = z.looseObject({
  finding: FindingSchema,
  status: Statuses,
  firstSeen: text,
  updatedAt: text,
  cause: CauseSchema,
  outcome: z.nullable(OutcomeSchema),
  undo: nullableText,
  contentHash: text,
});

const base = { id: text, at: text, ref: SubjectSchema };

/** A journal entry of any kind. */
export const EntrySchema = anyOf<JournalEntry>({
  finding: z.looseObject({
    ...base,
    kind: z.literal('finding'),
    status: Statuses,
    finding: FindingSchema,
    cause: CauseSchema,
  }),
  attempt: z.looseObject({ ...base, kind: z.literal('attempt'), cause: CauseSchema }),
  plan: z.looseObject({ ...base, kind: z.literal('plan'), plan: PlanSchema, cause: CauseSchema }),
  intent: z.looseObject({
    ...base,
    kind: z.literal('intent'),
    planId: text,
    action: ActionSchema,
    before: AspectsSchema,
  }),
  outcome: z.looseObject({
    ...base,
    kind: z.literal('outcome'),
    planId: text,
    action: ActionSchema,
    intent: nullableText,
    outcome: OutcomeSchema,
  }),
} satisfies Record<JournalEntry['kind'], z.ZodMiniType>);

/** Why an account-region must be swept. */
export const DirtyMarkSchema = z.object({ ...place, at: text, eventId: text, reason: text });
