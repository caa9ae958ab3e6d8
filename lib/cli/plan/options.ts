import * as z from 'zod';
import { sentence } from '../../policy/source/schema/words.ts';
import { output, WayOptions } from '../by-hand/options.ts';

/** The flags of `plan`. */
export const PlanOptions = z.object({
  ...WayOptions,
  rule: z.array(sentence).optional(),
  dryRun: z.boolean().default(false),
  output,
});
export type PlanOptions = z.infer<typeof PlanOptions>;
