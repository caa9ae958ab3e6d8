import type { FindingDetail } from '../model/finding.ts';
import type { PolicyBundle, Waiver } from '../model/policy.ts';
import { principalWord } from '../model/principal.ts';
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
  const about = policy.waivers
    .filter((waiver) => waiver.rules.includes(rule) && isAbout(waiver, detail))
    .map((waiver) => ({ waiver, scope: inScope(waiver.match, subject) }));
  const inForce = about.filter(({ waiver }) => now.getTime() < Date.parse(waiver.expires));
  // Of an unsure one too: a grace too many is told later, one too few acts too soon.
  const lapsed = about.filter(
    ({ waiver, scope }) => scope !== 'no' && Date.parse(waiver.expires) <= now.getTime(),
  );
  return {
    waiver: inForce.find(({ scope }) => scope === 'yes')?.waiver ?? null,
    unsure: inForce.find(({ scope }) => scope === 'unknown')?.waiver ?? null,
    lapsedAt:
      lapsed
        .map(({ waiver }) => waiver.expires)
        .toSorted()
        .at(-1) ?? null,
  };
};

const isAbout = ({ principals }: Waiver, detail: FindingDetail): boolean => {
  if (principals === undefined) return true;
  const isOfPrincipal = detail.kind === 'principal' || detail.kind === 'snapshot-principal';
  return isOfPrincipal && principals.includes(principalWord(detail.principal));
};
