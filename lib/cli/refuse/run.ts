import * as z from 'zod';
import { text } from '../../policy/source/schema/words.ts';
import { ActOptions, WayOptions } from '../by-hand/options.ts';
import { planId } from '../by-hand/plan-id.ts';
import { errandCommand } from '../by-hand/run-errand.ts';

const Options = z.object({
  ...WayOptions,
  ...ActOptions,
  reason: text('a reason of at most 500 characters', /^(?=.*\S)[^]{1,500}$/).optional(),
});

/** `ami-warden refuse`. Answers the exit code: 0 refused, now or before, 1 not. */
export const runRefuse = errandCommand({
  command: 'refuse',
  schema: Options,
  judges: false,
  errand: (word, { dryRun, reason = null }) => {
    const plan = planId(word);
    if (!plan.ok) return Promise.resolve(plan);
    return Promise.resolve({
      ok: true,
      request: { kind: 'refuse', plan: plan.id, reason, dryRun },
      question: `Refuse plan ${plan.id}? Nothing of it can be done then.`,
    });
  },
});
