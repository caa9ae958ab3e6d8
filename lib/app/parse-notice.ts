import * as z from 'zod/mini';
import { COVERAGE_STATUSES } from '../model/coverage.ts';
import { AccountId, ImageId, InstanceId, Region } from '../model/ids.ts';
import type { Announcement, CoverageLine, Gathering } from '../model/notice.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { Severity } from '../model/words.ts';
import type { NoticeMessage } from '../ports/queues.ts';
import { ActorMember, AnswerToMember, CauseMember, check } from './messages.ts';
import { REQUEST_FORM } from './parse-request.ts';

const text = z.string();
const place = { account: AccountId, region: Region };
// The one with the most members first: an account-region is a part of the others.
const Ref: z.ZodMiniType<SubjectRef> = z.union([
  z.object({ ...place, image: ImageId }),
  z.object({ ...place, instance: InstanceId }),
  z.object(place),
]);
const Severities: z.ZodMiniType<Severity> = z.enum(['low', 'medium', 'high', 'critical']);

const GatheringShape: z.ZodMiniType<Gathering> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('digest'), channel: text, seconds: z.number(), end: text }),
  z.object({ kind: z.literal('attempts'), channel: text, ...place, end: text }),
]);

const CoverageLineShape: z.ZodMiniType<CoverageLine> = z.object({
  account: AccountId,
  regions: z.array(Region),
  status: z.enum(COVERAGE_STATUSES),
  since: text,
  why: text,
});

const announced = { id: text, at: text };
const announcements = {
  malformed: z.object({
    kind: z.literal('malformed'),
    ...announced,
    account: z.nullable(AccountId),
    region: z.nullable(Region),
    reason: text,
  }),
  attempt: z.object({
    kind: z.literal('attempt'),
    ...announced,
    ref: Ref,
    rule: text,
    severity: Severities,
    cause: CauseMember,
    what: text,
  }),
  unseen: z.object({
    kind: z.literal('unseen'),
    ...announced,
    account: AccountId,
    region: Region,
    reason: text,
    cause: CauseMember,
  }),
  waiver: z.object({
    kind: z.literal('waiver'),
    ...announced,
    waiver: text,
    rules: z.array(text),
    owner: text,
    reason: text,
    ticket: z.nullable(text),
    expires: text,
    left: z.number(),
    of: z.exactOptional(z.object({ ref: Ref, finding: text })),
  }),
  fight: z.object({
    kind: z.literal('fight'),
    ...announced,
    ref: Ref,
    rule: text,
    severity: Severities,
    finding: text,
    reason: text,
    others: z.array(ActorMember),
    since: text,
    until: text,
  }),
  'policy-refused': z.object({ kind: z.literal('policy-refused'), ...announced, where: text, problem: text }),
  coverage: z.object({
    kind: z.literal('coverage'),
    ...announced,
    lost: z.array(CoverageLineShape),
    lostCount: z.number(),
    back: z.array(CoverageLineShape),
    backCount: z.number(),
    reporting: z.number(),
    expected: z.number(),
  }),
} satisfies Record<Announcement['kind'], z.ZodMiniType>;

const Notice: z.ZodMiniType<NoticeMessage> = z.discriminatedUnion('kind', [
  announcements.malformed,
  announcements.attempt,
  announcements.unseen,
  announcements.waiver,
  announcements.fight,
  announcements['policy-refused'],
  announcements.coverage,
  z.object({ kind: z.literal('finding'), ref: Ref, finding: text }),
  z.object({ kind: z.literal('repeat'), ref: Ref, finding: text, channel: text, dueAt: text }),
  z.object({ kind: z.literal('gathering'), gathering: GatheringShape }),
  z.object({ kind: z.literal('grant'), ref: Ref, finding: text, entry: text, left: z.number() }),
  z.object({
    kind: z.literal('answer'),
    id: text,
    to: AnswerToMember,
    remark: z.object({
      kind: z.literal('answer'),
      request: REQUEST_FORM,
      status: z.enum(['done', 'would', 'waiting', 'unneeded', 'refused', 'partly', 'failed']),
      message: text,
    }),
  }),
  z.object({ kind: z.literal('tick'), at: text }),
]);

/** A message of the notices queue. Throws a sentence that says where it is not one. */
export const parseNotice = (body: string): NoticeMessage =>
  check(Notice, JSON.parse(body) as unknown, 'notice');
