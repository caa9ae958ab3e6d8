import type { Evaluation, Finding } from '../../model/finding.ts';
import type { FindingStatus } from '../../model/journal.ts';
import { findingDigest, type OpenFinding } from '../../model/open-finding.ts';

/**
 * Whether the way of an event would write or send anything for this evaluation, given what is open of its subject. When in doubt it says
 * yes: the journal itself then decides. Something to put right is handed on at every look, as of an event.
 */
export const wouldChange = (
  evaluation: Evaluation,
  open: readonly OpenFinding[],
  rules: ReadonlySet<string>,
): boolean => {
  if (evaluation.findings.length === 0 && open.length === 0) return false;
  if (open.some(({ byHand }) => byHand)) return true;
  const known = new Map(open.map((finding) => [finding.id, finding]));
  const failing = new Set<string>();
  for (const finding of evaluation.findings) {
    failing.add(finding.id);
    if (isToBePutRight(finding)) return true;
    if (known.get(finding.id)?.digest !== findingDigest(finding, statusOf(finding))) return true;
  }
  const judged = new Set(evaluation.verdicts.map(({ rule }) => rule));
  return open.some(({ id, rule }) => !failing.has(id) && (judged.has(rule) || !rules.has(rule)));
};

const statusOf = ({ waiver, graceUntil }: Finding): FindingStatus => {
  if (waiver !== null) return 'waived';
  return graceUntil === null ? 'open' : 'pending';
};

const isToBePutRight = ({ mode, remediation, waiver, graceUntil }: Finding): boolean =>
  mode === 'enforce' && remediation !== null && waiver === null && graceUntil === null;
