import * as z from 'zod/mini';
import { AccountId, Region } from '../../model/ids.ts';
import type { SweepItem } from '../../model/sweep-item.ts';
import { check } from '../messages.ts';

// It names an object in S3 and stands in records: what an execution's name may be made of.
const sweep = z.string().check(z.regex(/^[\w-]{1,80}$/));

const SurveyRequest = z.object({ sweep });
const WalkRequest = z.object({ walk: z.literal(true) });
const Item = z.object({
  account: AccountId,
  region: Region,
  sweep,
  part: z.number().check(z.int(), z.gte(0)),
});

/** The id of a sweep that is to begin. Throws a sentence that says where it is not one. */
export const parseSurveyRequest = (event: unknown): string => check(SurveyRequest, event, 'survey').sweep;

/** Whether nothing but a walk of the organisation is asked for. */
export const isWalkRequest = (event: unknown): boolean => WalkRequest.safeParse(event).success;

/** One account-region of a sweep. Throws in the same way. */
export const parseSweepItem = (event: unknown): SweepItem => check(Item, event, 'sweep');
