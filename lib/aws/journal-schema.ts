import * as z from 'zod/mini';
import type { Actor } from '../model/change.ts';
import type { Finding, FindingDetail } from '../model/finding.ts';
import { AccountId, ImageId, OrganizationId, Region, UnitId } from '../model/ids.ts';
import type { Cause, FindingRecord, FindingStatus, JournalEntry, Outcome } from '../model/journal.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { Principal } from '../model/principal.ts';
import type { RemediationSetting } from '../model/policy.ts';
import type { ActionName, Mode, Severity } from '../model/words.ts';

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

const Ref = z.looseObject({ account: AccountId, region: Region, image: ImageId });

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
const remediations = { 'revoke-public': 'revoke-public', 'revoke-unlisted': 'revoke-unlisted' } as const;

const Detail = anyOf<FindingDetail>({
  principal: z.looseObject({ kind: z.literal('principal'), principal: PrincipalSchema }),
  device: z.looseObject({
    kind: z.literal('device'),
    device: text,
    snapshot: nullableText,
    kmsKey: nullableText,
  }),
  tag: z.looseObject({ kind: z.literal('tag'), tag: text, value: nullableText }),
  unreadable: z.looseObject({ kind: z.literal('unreadable'), datum: text, code: text }),
} satisfies Record<FindingDetail['kind'], z.ZodMiniType>);

const FindingSchema: z.ZodMiniType<Finding> = z.looseObject({
  id: text,
  rule: text,
  ref: Ref,
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
      approval: wordOf<RemediationSetting['approval']>({ auto: 'auto', manual: 'manual' }),
    }),
  ),
  policyHash: text,
  observedAt: text,
});

const OutcomeSchema = anyOf<Outcome>({
  done: z.looseObject({
    kind: z.literal('done'),
    before: principals,
    after: principals,
    requestId: nullableText,
  }),
  unneeded: z.looseObject({ kind: z.literal('unneeded'), after: principals }),
  unverified: z.looseObject({
    kind: z.literal('unverified'),
    before: principals,
    after: principals,
    reason: text,
  }),
  refused: z.looseObject({ kind: z.literal('refused'), reason: text }),
} satisfies Record<Outcome['kind'], z.ZodMiniType>);

const ActionSchema: z.ZodMiniType<Action> = z.looseObject({
  action: wordOf<Action['action']>({ ...remediations, rollback: 'rollback' }),
  rule: text,
  remove: principals,
  add: principals,
  findings: z.array(text),
  limitPerHour: z.nullable(z.number()),
});

/** A plan as the journal keeps it. */
export const PlanSchema: z.ZodMiniType<Plan> = z.looseObject({
  id: text,
  ref: Ref,
  policyHash: text,
  observedAt: text,
  actions: z.array(ActionSchema),
});

/** What a channel was told; kept apart from the finding's document. */
export const ToldSchema: z.ZodMiniType<FindingRecord['told'][string]> = z.looseObject({
  contentHash: text,
  reference: nullableText,
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

const base = { id: text, at: text, ref: Ref };

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
    before: principals,
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
