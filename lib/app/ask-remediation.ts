import type { Evaluation } from '../model/finding.ts';
import type { FindingRecord } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { Answer, Request } from '../model/request.ts';
import { subjectKey } from '../model/subject.ts';
import { planRemediation } from '../remediation/plan.ts';
import { remediationFor } from '../remediation/remediation-for.ts';
import { type Asked, answerNothing, answerOf } from './answer.ts';
import { approvePlan } from './approve-plan.ts';
import { causeOf } from './asker.ts';
import { creatorOf } from './creator-of.ts';
import { look } from './look.ts';
import { previewPlan } from './preview.ts';
import { contended, writeChanges } from './record-findings.ts';
import { reconcile } from './reconcile.ts';
import type { RemediationPorts } from './remediation-ports.ts';
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
  const { ref, rule, dryRun } = wanted;
  // Before the look: whoever writes them from here on makes our writes fail.
  const records = await ports.journal.findings(ref);
  const seen = await look(ref, { action: 'prepare', rule, writes: [] }, ports);
  if (seen.kind === 'gone') return answerNothing(asked, 'refused', `${subjectKey(ref)} is gone.`);
  const evaluation = onlyOf(rule, seen.evaluation);
  const creator = createdBy(records);
  const made = planRemediation(evaluation, { state: seen.state, creator, by: 'person' });
  if (made === null) return nothingFor(rule, evaluation, asked);
  const plan: Plan = { ...made, approval: approvalOf(evaluation) };
  if (dryRun) return answerOf(asked, plan, await previewPlan(plan, asked.by, ports));
  const cause = causeOf('Remediate', asked.by, ports.clock.now());
  await keepPlan(plan, cause, ports, asked.by);
  const waits = new Map(
    plan.actions.flatMap(({ findings }) => findings).map((id) => [id, waitingOf(plan, 'request')]),
  );
  const changes = reconcile(records, evaluation, cause, plan.approval === 'two-person' ? waits : null);
  if ((await writeChanges(ref, cause, changes, records, ports)) === null) throw contended(ref);
  return approvePlan(plan, asked, ports);
};

/** What a rule says, without those whose lists it borrows. */
const onlyOf = (rule: string, evaluation: Evaluation): Evaluation => ({
  ...evaluation,
  verdicts: evaluation.verdicts.filter((one) => one.rule === rule),
  findings: evaluation.findings.filter((one) => one.rule === rule),
});

const approvalOf = ({ findings }: Evaluation): 'manual' | 'two-person' =>
  findings.some((finding) => remediationFor(finding)?.approval === 'two-person') ? 'two-person' : 'manual';

const createdBy = (records: readonly FindingRecord[]): string | null =>
  creatorOf(records.map(({ cause }) => cause));

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
