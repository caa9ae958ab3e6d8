import type { Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import { planRemediation } from '../remediation/plan.ts';
import type { Look } from './look.ts';

/** What would be planned of the state just seen: on a person's word whatever a person may do, else what the policy does by itself. */
export const freshPlan = (
  { approval }: Plan,
  by: Asker | null,
  { evaluation, state }: Extract<Look, { kind: 'seen' }>,
): Plan | null =>
  planRemediation(evaluation, {
    state,
    // Who made the image was known when it was planned, and values are taken from there.
    creator: 'nobody',
    by: approval === undefined && by === null ? 'policy' : 'person',
  });
