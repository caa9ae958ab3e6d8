import { applyPlan } from '../../../lib/app/apply-plan.ts';
import { deliverNotice } from '../../../lib/app/deliver-notice.ts';
import { type Handled, handleChange } from '../../../lib/app/handle-change.ts';
import { recheckEnvelope } from '../../../lib/events/recheck.ts';
import { principalKey } from '../../../lib/model/principal.ts';
import { REF, shareEvent, type Stage } from './stage.ts';

/** What a test does with the stage of the moment, and reads off it: each hop with all that lies in its queue. */
export const stepsOf = (stage: () => Stage) => {
  const guard = (body = shareEvent([{ group: 'all' }])): Promise<Handled> =>
    handleChange(body, stage().guard());
  return {
    guard,
    recheck: (): Promise<Handled> => {
      const now = new Date(stage().time).toISOString();
      return guard(JSON.stringify(recheckEnvelope(REF, now, now)));
    },
    remediate: async (): Promise<void> => {
      for (const plan of stage().plans.splice(0)) await applyPlan(plan, stage().remediation());
    },
    notify: async (): Promise<void> => {
      for (const notice of stage().notices.splice(0)) await deliverNotice(notice, stage().notice());
    },
    grants: (): readonly string[] => stage().grants.map(principalKey).toSorted(),
    /** Of each finding its rule and status. */
    statuses: async (): Promise<readonly string[]> =>
      (await stage().journal.findings(REF)).map((one) => `${one.finding.rule} ${one.status}`).toSorted(),
    /** Of each entry of the journal its kind, an outcome's with how it ended. */
    kinds: async (): Promise<readonly string[]> =>
      (await stage().journal.entries(REF)).map((entry) =>
        entry.kind === 'outcome' ? `outcome ${entry.outcome.kind}` : entry.kind,
      ),
  };
};
