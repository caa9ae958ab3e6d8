import * as z from 'zod/mini';
import type { Actor } from '../model/change.ts';
import { AccountId } from '../model/ids.ts';
import type { Cause } from '../model/journal.ts';
import type { Asker } from '../model/asker.ts';
import type { AnswerTo, RequestMessage } from '../model/request.ts';
import { SubjectSchema } from '../model/schema-forms.ts';
import type { PlanMessage } from '../ports/queues.ts';
import { REQUEST_FORM } from './parse-request.ts';

/** Who made a call. */
export const ActorMember: z.ZodMiniType<Actor> = z.object({
  kind: z.enum(['root', 'user', 'role', 'service', 'unknown']),
  arn: z.nullable(z.string()),
  name: z.string(),
  account: z.nullable(AccountId),
  service: z.nullable(z.string()),
  sourceIp: z.nullable(z.string()),
  userAgent: z.nullable(z.string()),
  console: z.boolean(),
});
/** The event behind a message. */
export const CauseMember: z.ZodMiniType<Cause> = z.object({
  event: z.string(),
  eventId: z.string(),
  at: z.string(),
  actor: z.nullable(ActorMember),
  refused: z.nullable(z.string()),
});
const Plan: z.ZodMiniType<PlanMessage> = z.object({
  kind: z.literal('plan'),
  ref: SubjectSchema,
  planId: z.string(),
  cause: CauseMember,
});
const By: z.ZodMiniType<Asker> = z.object({
  kind: z.enum(['lambda', 'cli', 'slack']),
  name: z.string(),
  arn: z.nullable(z.string()),
  id: z.nullable(z.string()),
  invocation: z.exactOptional(z.string()),
});
/** Where an answer goes. */
export const AnswerToMember: z.ZodMiniType<AnswerTo> = z.object({
  id: z.string(),
  channel: z.string(),
  user: z.string(),
});
const Request: z.ZodMiniType<RequestMessage> = z.object({
  kind: z.literal('request'),
  request: REQUEST_FORM,
  by: By,
  answerTo: z.exactOptional(AnswerToMember),
});

/** A message of the plans queue: a plan to apply, or what a person asked for elsewhere. Throws a sentence that says where it is neither. */
export const parsePlanMessage = (body: string): PlanMessage | RequestMessage => {
  const value = JSON.parse(body) as unknown;
  const isRequest =
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'request';
  return isRequest ? check(Request, value, 'request message') : check(Plan, value, 'plan message');
};

/** The value as the schema has it. Throws a sentence that says where it is not `what`. */
export const check = <T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`);
  throw new Error(`not a ${what}: ${problems.join('; ')}`);
};
