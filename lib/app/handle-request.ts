import { Fault } from '../model/fault.ts';
import type { Plan } from '../model/plan.ts';
import type { Asker } from '../model/asker.ts';
import type { Answer, Request } from '../model/request.ts';
import { type Asked, answerNothing, answerOf } from './answer.ts';
import { approvePlan, previewApproval, previewRefusal, refusePlan } from './approve-plan.ts';
import { askRemediation } from './ask-remediation.ts';
import { previewWrites } from './preview.ts';
import { muteFinding } from './mute-finding.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { inverseOf, rollBack } from './roll-back.ts';
import { waiveFinding } from './waive-finding.ts';

/**
 * Does what a person asks for, or says what would be done, and answers what came of it with before and after. Rejects with the
 * `Fault` of what kept it from an answer; it can be asked again, and nothing is done twice.
 */
export const handleRequest = async (
  request: Request,
  by: Asker,
  ports: RemediationPorts,
): Promise<Answer> => {
  const asked: Asked = { request, by };
  switch (request.kind) {
    case 'apply':
      return withPlan(request.plan, asked, ports, async (plan) =>
        request.dryRun ? previewApproval(plan, asked, ports) : approvePlan(plan, asked, ports),
      );
    case 'refuse':
      return withPlan(request.plan, asked, ports, async (plan) =>
        request.dryRun ? previewRefusal(plan, asked, ports) : refusePlan(plan, asked, request.reason, ports),
      );
    case 'remediate':
      return askRemediation(request, asked, ports);
    case 'rollback':
      return askRollback(request, asked, ports);
    case 'waive':
      return waiveFinding(request, asked, ports);
    case 'mute':
      return muteFinding(request, asked, ports);
  }
};

const withPlan = async (
  id: string,
  asked: Asked,
  { journal }: RemediationPorts,
  use: (plan: Plan) => Promise<Answer>,
): Promise<Answer> => {
  const plan = await journal.planById(id);
  return plan === null
    ? answerNothing(asked, 'refused', `There is no plan ${id} in the journal.`)
    : use(plan);
};

const askRollback = async (
  { ref, entry, dryRun }: Extract<Request, { kind: 'rollback' }>,
  asked: Asked,
  ports: RemediationPorts,
): Promise<Answer> => {
  try {
    if (dryRun) {
      const { action, before } = await inverseOf(ref, entry, ports);
      return answerOf(asked, null, [await previewWrites(action, before, ports)]);
    }
    const { action, outcome, undo } = await rollBack(ref, entry, ports, asked.by);
    return answerOf(asked, null, [{ action, outcome, undo }]);
  } catch (fault) {
    // What cannot be undone is an answer; what could not be looked at is not.
    if (!(fault instanceof Fault) || fault.operation !== 'rollback') throw fault;
    return answerNothing(asked, 'refused', `${fault.message}.`);
  }
};
