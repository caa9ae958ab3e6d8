import type { Finding } from '../model/finding.ts';
import type { Organization } from '../model/organization.ts';
import type { PolicyBundle, Target } from '../model/policy.ts';
import { inScope, type ScopeSubject } from './scope.ts';

/**
 * Where a finding is told: at every route that holds for it, each target once, in the order of the file; at the default when
 * none does. A route of which nobody can tell is taken: better told twice than to nobody. Empty when the policy names no target.
 */
export const alertTargets = (
  policy: PolicyBundle,
  finding: Finding,
  organization: Organization,
): readonly Target[] => {
  const subject: ScopeSubject = {
    account: finding.ref.account,
    region: finding.ref.region,
    image: finding.ref.image,
    facts:
      finding.imageName === null
        ? { kind: 'unread' }
        : { kind: 'known', value: { name: finding.imageName, tags: {} } },
    organization,
    severity: finding.severity,
  };
  const routes = policy.notify.routes.filter(({ match }) => inScope(match, subject) !== 'no');
  const targets = routes.length > 0 ? routes.flatMap(({ to }) => to) : policy.notify.default;
  const byName = new Map(targets.map((target) => [`${target.slack ?? ''} ${target.sns ?? ''}`, target]));
  return [...byName.values()];
};
