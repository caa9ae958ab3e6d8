import type { Finding } from '../../model/finding.ts';
import type { Write } from '../../model/plan.ts';
import { principalKey, type Principal } from '../../model/principal.ts';

/** One write that removes exactly the principals of these findings for which `takes` holds; none when there are none. */
export const planRevocation = (
  findings: readonly Finding[],
  takes: (principal: Principal) => boolean,
): readonly Write[] => {
  const failing = findings.flatMap(({ detail }) =>
    detail.kind === 'principal' && takes(detail.principal) ? [detail.principal] : [],
  );
  if (failing.length === 0) return [];
  // Sorted, so that the same findings in any order are the same plan.
  return [{ kind: 'launch-permission', add: [], remove: sorted(failing) }];
};

/** Principals in the order of their keys. */
export const sorted = (principals: readonly Principal[]): readonly Principal[] =>
  principals.toSorted((a, b) => (principalKey(a) < principalKey(b) ? -1 : 1));
