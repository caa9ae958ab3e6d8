import * as z from 'zod';
import { percent } from '../schema/forms.ts';
import { duration, mapping } from '../schema/words.ts';
import { everyMember, lower, membersOf } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const thresholds = mapping({ warn: percent, critical: percent }).refine(
  ({ warn, critical }) => warn < critical,
  { error: 'expected warn below critical' },
);

const members = {
  watch: mapping({
    amis: thresholds.optional(),
    'public-amis': thresholds.optional(),
    'ami-shares': thresholds.optional(),
    snapshots: thresholds.optional(),
  }).optional(),
  forecast: z
    .union([z.literal('none').transform(() => null), mapping({ window: duration, horizon: duration })], {
      error: 'expected { window: 30d, horizon: 14d }, or none',
    })
    .optional(),
};

export const quotaSource: RuleSource = {
  kind: 'quota',
  members,
  changes: members,
  grows: [],
  stricter: { watch: everyMember(membersOf({ warn: lower, critical: lower })) },
};
