import type { Evaluation } from '../model/finding.ts';
import type { Answer, Request } from '../model/request.ts';
import { subjectKey } from '../model/subject.ts';
import { planContent } from '../remediation/plan-content.ts';
import { type Asked, answerNothing } from './answer.ts';
import { approvePlan, previewApproval } from './approve-plan.ts';
import { causeOf } from './asker.ts';
import { look } from './look.ts';
import { onlyOf, planForPerson } from './plan-for-person.ts';
import { contended, writeChanges } from './record-findings.ts';
import { reconcile } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
import { lastPlanOf } from './last-plan.ts';
import { keepPlan, waitingOf } from './waiting-plans.ts';

type Wanted = Extract<Request, { kind: 'remediate' }>;

/**
 * Puts right what one rule finds of a subject because a person asks for it, whatever the rule's mode and grace: looks, plans,
 * journals findings and plan, and approves the plan in the person's name. A waiver stands, and so does what could not be read.
 */
export const askRemediation = async (
  wanted: Wanted,
  asked: Asked,
  ports: RemediationPorts,
): Promise<Answer> => {
  const { ref, rule, content, dryRun } = wanted;
  // Before the look: whoever writes them from here on makes our writes fail.
  const records = await ports.journal.findings(ref);
  const seen = await look(ref, { action: 'prepare', rule, writes: [] }, ports);
  if (seen.kind === 'gone') return answerNothing(asked, 'refused', `${subjectKey(ref)} is gone.`);
  const evaluation = onlyOf(rule, seen.evaluation);
  const plan = planForPerson(evaluation, seen.state, records);
  if (plan === null) {
    const isKnown = !dryRun && evaluation.verdicts.every(({ verdict }) => verdict !== 'error');
    const last = isKnown ? await lastPlanOf(ref, rule, ports) : null;
    // Asked again: what died on its way is brought to its end, and what was done is answered as before.
    return last === null ? nothingFor(rule, evaluation, asked) : approvePlan(last, asked, ports);
  }
  if (content !== undefined && planContent(plan) !== content) {
    return answerNothing(asked, 'refused', CHANGED, plan);
  }
  if (dryRun) return previewApproval(plan, asked, ports);
  const cause = causeOf('Remediate', asked.by, ports.clock.now());
  await keepPlan(plan, cause, ports, asked.by);
  const waits = new Map(
    plan.actions.flatMap(({ findings }) => findings).map((id) => [id, waitingOf(plan, 'request')]),
  );
  const changes = reconcile(records, evaluation, cause, plan.approval === 'two-person' ? waits : null);
  if ((await writeChanges(ref, cause, changes, records, ports)) === null) throw contended(ref);
  return approvePlan(plan, asked, ports);
};

const CHANGED = 'What is called for is not what was shown any more: nothing was done. Look again.';

/** Why there is nothing to be put right. */
const nothingFor = (rule: string, { verdicts, findings }: Evaluation, asked: Asked): Answer => {
  const [verdict] = verdicts;
  if (verdict === undefined) {
    return answerNothing(
      asked,
      'refused',
      `The policy in force has no rule ${rule} that is held against this.`,
    );
  }
  const said = `${rule}: ${verdict.verdict}: ${verdict.reason}`;
  if (verdict.verdict === 'error') return answerNothing(asked, 'refused', said);
  if (findings.some(({ waiver }) => waiver === null)) {
    return answerNothing(
      asked,
      'refused',
      `${said} The policy names no remediation that can be done for it.`,
    );
  }
  return answerNothing(asked, 'unneeded', said);
};
