import * as z from 'zod/mini';
import type { Action, Aspects, CopyAspect, Guardrail, Plan, Write } from './plan.ts';
import type { QuotaName } from './facts.ts';
import { ImageId, SnapshotId } from './ids.ts';
import { anyOf, nullableText, PrincipalSchema, SubjectSchema, text, wordOf } from './schema-forms.ts';

const principals = z.array(PrincipalSchema);
const optionalText = z.exactOptional(text);

/** The remediations there are. */
export const remediations = {
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
/** What an action may be called. */
export const ActionWord = wordOf<Action['action']>({
  ...remediations,
  rollback: 'rollback',
  prepare: 'prepare',
});
const Guardrails = wordOf<Guardrail>({
  imageBlockPublicAccess: 'imageBlockPublicAccess',
  snapshotBlockPublicAccess: 'snapshotBlockPublicAccess',
  ebsEncryption: 'ebsEncryption',
});
/** The quotas that are watched. */
export const Quotas = wordOf<QuotaName>({
  amis: 'amis',
  'public-amis': 'public-amis',
  'ami-shares': 'ami-shares',
  snapshots: 'snapshots',
});

const Copy: z.ZodMiniType<CopyAspect> = z.looseObject({
  image: ImageId,
  state: text,
  reason: nullableText,
  launchPermission: principals,
});

/** Aspects of a subject. */
export const AspectsSchema: z.ZodMiniType<Aspects> = z.looseObject({
  launchPermission: z.exactOptional(principals),
  snapshotSharing: z.exactOptional(z.array(z.looseObject({ snapshot: SnapshotId, principals }))),
  tags: z.exactOptional(z.record(text, text)),
  deprecatedAt: z.exactOptional(nullableText),
  state: optionalText,
  guardrails: z.exactOptional(z.partialRecord(Guardrails, text)),
  usageAskedAt: z.exactOptional(nullableText),
  quotas: z.exactOptional(z.partialRecord(Quotas, z.number())),
  copies: z.exactOptional(z.array(Copy)),
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
  tags: z.looseObject({ kind: z.literal('tags'), set: z.record(text, text), remove: z.record(text, text) }),
  deprecation: z.looseObject({ kind: z.literal('deprecation'), at: nullableText }),
  availability: z.looseObject({
    kind: z.literal('availability'),
    to: wordOf<'disabled' | 'available'>({ disabled: 'disabled', available: 'available' }),
  }),
  registration: z.looseObject({
    kind: z.literal('registration'),
    to: wordOf<'deregistered' | 'restored'>({ deregistered: 'deregistered', restored: 'restored' }),
    keptDays: z.exactOptional(z.nullable(z.number())),
  }),
  'usage-report': z.looseObject({ kind: z.literal('usage-report'), since: text }),
  guardrail: z.looseObject({ kind: z.literal('guardrail'), guardrail: Guardrails, to: text }),
  'quota-request': z.looseObject({ kind: z.literal('quota-request'), quota: Quotas, to: z.number() }),
  copy: z.looseObject({
    kind: z.literal('copy'),
    key: nullableText,
    then: wordOf<'disable' | 'keep'>({ disable: 'disable', keep: 'keep' }),
    deregisterAfter: z.nullable(z.number()),
    as: z.exactOptional(z.looseObject({ name: text, token: text })),
  }),
  'copy-permission': z.looseObject({
    kind: z.literal('copy-permission'),
    copy: ImageId,
    add: principals,
    remove: principals,
  }),
  'copy-removal': z.looseObject({ kind: z.literal('copy-removal'), copy: ImageId, snapshots: z.boolean() }),
} satisfies Record<Write['kind'], z.ZodMiniType>);

/** An action as it was planned or done. */
export const ActionSchema: z.ZodMiniType<Action> = z.looseObject({
  action: ActionWord,
  rule: text,
  writes: z.array(WriteSchema),
  findings: z.array(text),
  limitPerHour: z.nullable(z.number()),
  limitPerHourInAll: z.exactOptional(z.number()),
});

/** Whose word a plan waits for. */
export const Approvals = wordOf<NonNullable<Plan['approval']>>({
  manual: 'manual',
  'two-person': 'two-person',
});

/** A plan as the journal keeps it. */
export const PlanSchema: z.ZodMiniType<Plan> = z.looseObject({
  id: text,
  ref: SubjectSchema,
  policyHash: text,
  observedAt: text,
  actions: z.array(ActionSchema),
  approval: z.exactOptional(Approvals),
});
