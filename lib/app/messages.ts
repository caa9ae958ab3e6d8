import * as z from 'zod/mini';
import type { ImageRef } from '../model/subject.ts';
import { AccountId, ImageId, Region } from '../model/ids.ts';
import type { Cause } from '../model/journal.ts';
import type { PlanMessage } from '../ports/queues.ts';

const Ref = z.object({ account: AccountId, region: Region, image: ImageId });
const Actor = z.object({
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
  actor: z.nullable(Actor),
  refused: z.nullable(z.string()),
});
const Plan: z.ZodMiniType<PlanMessage> = z.object({
  kind: z.literal('plan'),
  ref: Ref,
  planId: z.string(),
  cause: CauseMember,
});
const Rollback = z.strictObject({
  rollback: z.strictObject({ account: AccountId, region: Region, image: ImageId, entry: z.string() }),
});

/** A message of the plans queue. Throws a sentence that says where it is not one. */
export const parsePlanMessage = (body: string): PlanMessage => check(Plan, parseJson(body), 'plan message');

/** The payload of a direct invocation. Throws a sentence that says what was expected. */
export const parseRollback = (payload: unknown): ImageRef & { readonly entry: string } =>
  check(Rollback, payload, 'invocation, expected {"rollback":{"account","region","image","entry"}}').rollback;

const parseJson = (body: string): unknown => JSON.parse(body) as unknown;

/** The value as the schema has it. Throws a sentence that says where it is not `what`. */
export const check = <T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`);
  throw new Error(`not a ${what}: ${problems.join('; ')}`);
};
