import * as z from 'zod';
import { ActOptions, WayOptions } from '../by-hand/options.ts';
import { planId } from '../by-hand/plan-id.ts';
import { errandCommand } from '../by-hand/run-errand.ts';

const Options = z.object({ ...WayOptions, ...ActOptions });

/** `ami-warden apply`. Answers the exit code: 0 done or nothing left to do, 1 not done, 2 a second person has to approve, 3 not all of it. */
export const runApply = errandCommand({
  command: 'apply',
  schema: Options,
  judges: true,
  errand: (word, { dryRun }) => {
    const plan = planId(word);
    if (!plan.ok) return Promise.resolve(plan);
    return Promise.resolve({
      ok: true,
      request: { kind: 'apply', plan: plan.id, dryRun },
      question: `Apply plan ${plan.id}?`,
    });
  },
});
