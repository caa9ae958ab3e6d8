import type { Evaluation } from '../model/finding.ts';
import type { SubjectState } from '../model/image.ts';
import type { FindingRecord } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { planRemediation } from '../remediation/plan.ts';
import { remediationFor } from '../remediation/remediation-for.ts';
import { creatorOf } from './creator-of.ts';

/** What an evaluation says by one rule, without those whose lists it borrows. */
export const onlyOf = (rule: string, evaluation: Evaluation): Evaluation => ({
  ...evaluation,
  verdicts: evaluation.verdicts.filter((one) => one.rule === rule),
  findings: evaluation.findings.filter((one) => one.rule === rule),
});

/** What a person may do about what one rule finds, whatever its mode and grace; null when there is nothing. It waits for their word, or for that of two. */
export const planForPerson = (
  evaluation: Evaluation,
  state: SubjectState,
  records: readonly FindingRecord[],
): Plan | null => {
  const creator = creatorOf(records.map(({ cause }) => cause));
  const made = planRemediation(evaluation, { state, creator, by: 'person' });
  return made === null ? null : { ...made, approval: approvalOf(evaluation) };
};

const approvalOf = ({ findings }: Evaluation): 'manual' | 'two-person' =>
  findings.some((finding) => remediationFor(finding)?.approval === 'two-person') ? 'two-person' : 'manual';
