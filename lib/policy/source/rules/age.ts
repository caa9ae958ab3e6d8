import * as z from 'zod';
import { duration, mapping } from '../schema/words.ts';
import { lower, membersOf } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const none = z.literal('none').transform(() => null);
const durationOrNone = z.union([none, duration], { error: 'expected a duration such as 180d, or none' });

const members = {
  maxAge: durationOrNone.optional(),
  requireDeprecation: z
    .union([none, mapping({ within: duration })], { error: 'expected { within: 365d }, or none' })
    .optional(),
  unusedFor: durationOrNone.optional(),
};

export const ageSource: RuleSource = {
  kind: 'age',
  members,
  changes: members,
  grows: [],
  stricter: { maxAge: lower, requireDeprecation: membersOf({ within: lower }), unusedFor: lower },
};
