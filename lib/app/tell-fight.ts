import type { Evaluation } from '../model/finding.ts';
import { sha256Hex } from '../model/hash.ts';
import { subjectKey } from '../model/subject.ts';
import type { Fight } from '../remediation/fight.ts';
import type { RemediationPorts } from './remediation-ports.ts';

/** Asks for a notice on a fight. Once for each last round, however often what is held up comes by. */
export const tellOfFight = async (
  { finding: id, others, since, last, until }: Fight,
  { ref, findings }: Pick<Evaluation, 'ref' | 'findings'>,
  { queues, clock }: Pick<RemediationPorts, 'queues' | 'clock'>,
): Promise<void> => {
  const finding = findings.find((one) => one.id === id);
  if (finding === undefined) return;
  await queues.sendNotice({
    kind: 'fight',
    id: sha256Hex(`fight ${subjectKey(ref)} ${id} ${last}`).slice(0, 32),
    at: clock.now().toISOString(),
    ref,
    rule: finding.rule,
    severity: finding.severity,
    finding: id,
    reason: finding.reason,
    others,
    since,
    until,
  });
};
