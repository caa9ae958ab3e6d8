import type { Finding } from '../../model/finding.ts';
import type { Action } from '../../model/plan.ts';
import { principalKey, type Principal } from '../../model/principal.ts';
import type { ActionName } from '../../model/words.ts';

/** What removing launch permissions takes: the read before, the write, the read back. */
export const REVOKE_IAM_ACTIONS = ['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'] as const;

/** One write that removes exactly the principals of these findings for which `takes` holds; null when there are none. */
export const planRevocation = (
  name: ActionName,
  findings: readonly Finding[],
  takes: (principal: Principal) => boolean,
): Action | null => {
  const failing = findings.flatMap((finding) =>
    finding.detail.kind === 'principal' && takes(finding.detail.principal)
      ? [{ finding, principal: finding.detail.principal }]
      : [],
  );
  const first = failing[0];
  if (first === undefined) return null;
  // Sorted, so that the same findings in any order are the same plan.
  const sorted = failing.toSorted((a, b) => (principalKey(a.principal) < principalKey(b.principal) ? -1 : 1));
  return {
    action: name,
    rule: first.finding.rule,
    remove: sorted.map(({ principal }) => principal),
    add: [],
    findings: sorted.map(({ finding }) => finding.id),
    limitPerHour: first.finding.remediation?.limitPerHour ?? null,
  };
};
