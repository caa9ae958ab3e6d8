import * as z from 'zod/mini';
import type { Actor } from './change.ts';
import type { Finding, FindingDetail } from './finding.ts';
import type { Grant, Mute } from './grant.ts';
import { AccountId, ImageId, SnapshotId } from './ids.ts';
import type { Cause, Deed, FindingRecord, FindingStatus, JournalEntry, Outcome, Waiting } from './journal.ts';
import {
  ActionSchema,
  ActionWord,
  Approvals,
  AspectsSchema,
  PlanSchema,
  Quotas,
  remediations,
} from './plan-schema.ts';
import type { RemediationOptions, RemediationSetting } from './policy.ts';
import type { Asker } from './asker.ts';
import { anyOf, nullableText, place, PrincipalSchema, SubjectSchema, text, wordOf } from './schema-forms.ts';
import type { ActionName, Mode, Severity } from './words.ts';

// Members that this version does not know are kept: an older function that puts a record back must not strip what a newer
// one wrote. The records keyed by a kind make a kind that is missing here an error of the compiler.

/** Who made a call. */
export const ActorSchema: z.ZodMiniType<Actor> = z.looseObject({
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
  attribute: z.looseObject({
    kind: z.literal('attribute'),
    attribute: text,
    value: nullableText,
    by: z.exactOptional(text),
  }),
  export: z.looseObject({ kind: z.literal('export'), how: Exports, bucket: nullableText, key: nullableText }),
  guardrail: z.looseObject({
    kind: z.literal('guardrail'),
    guardrail: text,
    value: text,
    managed: z.boolean(),
    wanted: z.exactOptional(text),
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
  notLaunchedFor: z.exactOptional(z.number()),
  withoutRecycleBin: z.exactOptional(z.boolean()),
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
      limitPerHourInAll: z.exactOptional(z.number()),
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

/** How an action ended. */
export const OutcomeSchema = anyOf<Outcome>({
  done: z.looseObject({
    kind: z.literal('done'),
    before: AspectsSchema,
    after: AspectsSchema,
    requestId: nullableText,
    note: z.exactOptional(text),
  }),
  'under-way': z.looseObject({ kind: z.literal('under-way'), reason: text }),
  unneeded: z.looseObject({ kind: z.literal('unneeded'), after: AspectsSchema }),
  unverified: z.looseObject({
    kind: z.literal('unverified'),
    before: AspectsSchema,
    after: AspectsSchema,
    reason: text,
  }),
  refused: z.looseObject({ kind: z.literal('refused'), reason: text }),
} satisfies Record<Outcome['kind'], z.ZodMiniType>);

const WaitingSchema: z.ZodMiniType<Waiting> = z.looseObject({
  plan: text,
  why: wordOf<Waiting['why']>({ approval: 'approval', limit: 'limit', fight: 'fight', request: 'request' }),
  approval: Approvals,
  state: wordOf<Waiting['state']>({ waiting: 'waiting', approved: 'approved', refused: 'refused' }),
  approvedBy: z.array(text),
  refusedBy: nullableText,
  content: text,
  actions: z.exactOptional(z.array(ActionWord)),
});

/** Who asked. */
export const AskerSchema: z.ZodMiniType<Asker> = z.looseObject({
  kind: wordOf<Asker['kind']>({ lambda: 'lambda', cli: 'cli', slack: 'slack' }),
  name: text,
  arn: nullableText,
  id: nullableText,
  invocation: z.exactOptional(text),
});
const by = z.exactOptional(AskerSchema);

const DeedSchema: z.ZodMiniType<Deed> = z.looseObject({
  what: wordOf<Deed['what']>({
    approved: 'approved',
    refused: 'refused',
    undone: 'undone',
    waived: 'waived',
    muted: 'muted',
  }),
  by: AskerSchema,
  at: text,
});
const GrantSchema: z.ZodMiniType<Grant> = z.looseObject({
  until: text,
  reason: text,
  owner: text,
  ticket: nullableText,
  by: AskerSchema,
  entry: text,
});
const MuteSchema: z.ZodMiniType<Mute> = z.looseObject({
  until: text,
  by: AskerSchema,
  entry: text,
  severity: Severities,
  failure: nullableText,
});

/** What a channel was told; kept apart from the finding's document. */
export const ToldSchema: z.ZodMiniType<FindingRecord['told'][string]> = z.looseObject({
  contentHash: text,
  reference: nullableText,
  repeatAt: z.exactOptional(text),
  muted: z.exactOptional(text),
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
  waiting: z.exactOptional(WaitingSchema),
  deeds: z.exactOptional(z.array(DeedSchema)),
  granted: z.exactOptional(GrantSchema),
  muted: z.exactOptional(MuteSchema),
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
  plan: z.looseObject({ ...base, kind: z.literal('plan'), plan: PlanSchema, cause: CauseSchema, by }),
  approval: z.looseObject({
    ...base,
    kind: z.literal('approval'),
    planId: text,
    decision: wordOf<'approved' | 'refused'>({ approved: 'approved', refused: 'refused' }),
    by: AskerSchema,
    reason: nullableText,
    limits: wordOf<'ignored' | 'kept'>({ ignored: 'ignored', kept: 'kept' }),
  }),
  waiver: z.looseObject({
    ...base,
    kind: z.literal('waiver'),
    finding: text,
    rule: text,
    until: text,
    reason: text,
    owner: text,
    ticket: nullableText,
    by: AskerSchema,
  }),
  mute: z.looseObject({
    ...base,
    kind: z.literal('mute'),
    finding: text,
    rule: text,
    until: text,
    by: AskerSchema,
  }),
  intent: z.looseObject({
    ...base,
    kind: z.literal('intent'),
    planId: text,
    action: ActionSchema,
    before: AspectsSchema,
    by,
    lease: z.exactOptional(z.number()),
  }),
  outcome: z.looseObject({
    ...base,
    kind: z.literal('outcome'),
    planId: text,
    action: ActionSchema,
    intent: nullableText,
    outcome: OutcomeSchema,
    by,
  }),
} satisfies Record<JournalEntry['kind'], z.ZodMiniType>);

/** Why an account-region must be swept. */
export const DirtyMarkSchema = z.object({ ...place, at: text, eventId: text, reason: text });
