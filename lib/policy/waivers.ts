import type { FindingDetail } from '../model/finding.ts';
import type { PolicyBundle, Waiver } from '../model/policy.ts';
import type { Principal } from '../model/principal.ts';
import { inScope, type ScopeSubject } from './scope.ts';

/** How the waivers stand to one failure at an instant. */
export interface Waiving {
  /** The first one in force that covers it. */
  readonly waiver: Waiver | null;
  /** One in force of which nobody can tell whether it covers it. */
  readonly unsure: Waiver | null;
  /** ISO 8601: when the last one that covered it lapsed; its grace starts anew there. */
  readonly lapsedAt: string | null;
}

/** Which waiver covers this failure of this rule. `expires` itself is no longer covered. */
export const waive = (
  policy: PolicyBundle,
  rule: string,
  detail: FindingDetail,
  subject: ScopeSubject,
  now: Date,
): Waiving => {
  let waiver: Waiver | null = null;
  let unsure: Waiver | null = null;
  let lapsedAt: string | null = null;
  for (const candidate of policy.waivers) {
    if (!candidate.rules.includes(rule) || !isAbout(candidate, detail)) continue;
    const scope = inScope(candidate.match, subject);
    if (scope === 'no') continue;
    if (Date.parse(candidate.expires) <= now.getTime()) {
      // Of an unsure one too: a grace too many is told later, none too few acts too soon.
      lapsedAt = lapsedAt === null || candidate.expires > lapsedAt ? candidate.expires : lapsedAt;
    } else if (scope === 'yes') {
      waiver ??= candidate;
    } else {
      unsure ??= candidate;
    }
  }
  return { waiver, unsure, lapsedAt };
};

const isAbout = ({ principals }: Waiver, detail: FindingDetail): boolean => {
  if (principals === undefined) return true;
  return detail.kind === 'principal' && principals.includes(principalName(detail.principal));
};

const principalName = (principal: Principal): string => {
  switch (principal.kind) {
    case 'public':
      return 'public';
    case 'account':
      return principal.account;
    case 'organization':
      return principal.organization;
    case 'unit':
      return principal.unit;
  }
};
