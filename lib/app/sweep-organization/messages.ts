import * as z from 'zod/mini';
import { AccountId, Region } from '../../model/ids.ts';
import type { SweepBatch } from '../../model/sweep-item.ts';
import { check } from '../messages.ts';

// It names an object in S3 and stands in records: what an execution's name may be made of.
const sweep = z.string().check(z.regex(/^[\w-]{1,80}$/));

const count = z.number().check(z.int(), z.gte(0));

const SurveyRequest = z.object({
  sweep,
  input: z._default(z.object({ since: z.exactOptional(z.iso.datetime()) }), {}),
});
const WalkRequest = z.object({ walk: z.literal(true) });
const Turn = z.object({
  batch: z.object({
    Items: z.array(z.object({ account: AccountId, region: Region, sweep })),
    part: z._default(count, 0),
    failed: z._default(z.array(z.string()), []),
  }),
  retry: count,
});

/** A sweep that is to begin. `since` leaves out what was looked at from that instant on (ISO 8601); null leaves out nothing. */
interface SurveyRequest {
  readonly sweep: string;
  readonly since: string | null;
}

/** What a survey is asked for. Throws a sentence that says where it is no such thing. */
export const parseSurveyRequest = (event: unknown): SurveyRequest => {
  const { sweep: id, input } = check(SurveyRequest, event, 'survey');
  return { sweep: id, since: input.since ?? null };
};

/** Whether nothing but a walk of the organisation is asked for. */
export const isWalkRequest = (event: unknown): boolean => WalkRequest.safeParse(event).success;

/** One turn of a worker: a batch as the map begins it, or as the turn before left it. Throws in the same way. */
export const parseSweepBatch = (event: unknown): SweepBatch => {
  const { batch, retry } = check(Turn, event, 'turn of a sweep');
  return { items: batch.Items, part: batch.part, failed: batch.failed, isRetry: retry > 0 };
};
