import * as z from 'zod';
import { MEANS, type HandIo, type Means } from '../by-hand/hand.ts';
import { ActOptions, WayOptions } from '../by-hand/options.ts';
import { planId } from '../by-hand/plan-id.ts';
import { runErrand } from '../by-hand/run-errand.ts';

const Options = z.object({ ...WayOptions, ...ActOptions });

/** `ami-warden apply`. Answers the exit code: 0 done or nothing left to do, 1 not done, 2 a second person has to approve, 3 not all of it. */
export const runApply = (
  [word = '']: readonly string[],
  raw: unknown,
  io: HandIo,
  now: Date,
  means: Means = MEANS,
): Promise<number> =>
  runErrand(
    {
      command: 'apply',
      schema: Options,
      judges: true,
      errand: ({ dryRun }) => {
        const plan = planId(word);
        if (!plan.ok) return Promise.resolve(plan);
        return Promise.resolve({
          ok: true,
          request: { kind: 'apply', plan: plan.id, dryRun },
          question: `Apply plan ${plan.id}?`,
        });
      },
    },
    raw,
    io,
    now,
    means,
  );
