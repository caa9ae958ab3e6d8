import type { Finding } from '../model/finding.ts';
import type { Organization } from '../model/organization.ts';
import type { Delivery, Match, PolicyBundle, Target } from '../model/policy.ts';
import { isImage, isInstance } from '../model/subject.ts';
import { inScope, type Scope, type ScopeSubject } from './scope.ts';

/** One target with the way in which it is told; `channel` is `slack:` and a channel's name, or `sns:` and a topic's ARN. */
export interface AlertTarget {
  readonly channel: string;
  readonly digestSeconds: number | null;
  readonly repeatSeconds: number | null;
}

/** What routes are held against: a finding, or what would have been one. */
export type Routed = Pick<Finding, 'ref' | 'imageName' | 'severity'> & Partial<Pick<Finding, 'detail'>>;

/**
 * Where a finding is told: at the first route that holds for it, at the default when none does; each target once. A route of
 * which nobody can tell is taken as well, and those behind it are still asked: better told twice than to nobody. Empty when
 * the policy names no target.
 */
export const alertTargets = (
  policy: PolicyBundle,
  about: Routed,
  organization: Organization,
): readonly AlertTarget[] => {
  const subject = subjectOf(about, organization);
  const deliveries: Delivery[] = [];
  for (const route of policy.notify.routes) {
    const scope = holds(route.match, subject);
    if (scope === 'no') continue;
    deliveries.push(route);
    if (scope === 'yes') return targetsOf(deliveries);
  }
  return targetsOf([...deliveries, policy.notify.default]);
};

/** The default's targets: for what is about no subject. */
export const defaultTargets = (policy: PolicyBundle): readonly AlertTarget[] =>
  targetsOf([policy.notify.default]);

const targetsOf = (deliveries: readonly Delivery[]): readonly AlertTarget[] => {
  const byChannel = new Map<string, AlertTarget>();
  for (const { to, digestSeconds, repeatSeconds } of deliveries) {
    for (const channel of to.flatMap(channelsOf)) {
      if (!byChannel.has(channel)) byChannel.set(channel, { channel, digestSeconds, repeatSeconds });
    }
  }
  return [...byChannel.values()];
};

const channelsOf = ({ slack, sns }: Target): readonly string[] => [
  ...(slack === undefined ? [] : [`slack:${slack}`]),
  ...(sns === undefined ? [] : [`sns:${sns}`]),
];

// A finding does not hold the image's tags.
const holds = ({ imageTags, ...match }: Match, subject: ScopeSubject): Scope => {
  const scope = inScope(match, subject);
  if (scope === 'no' || imageTags === undefined) return scope;
  return subject.hasImage ? 'unknown' : 'no';
};

const subjectOf = (
  { ref, imageName, severity, detail }: Routed,
  organization: Organization,
): ScopeSubject => ({
  account: ref.account,
  region: ref.region,
  hasImage: isImage(ref) || isInstance(ref),
  image: isImage(ref) ? ref.image : detail?.kind === 'launch' ? detail.image : null,
  facts: imageName === null ? { kind: 'unread' } : { kind: 'known', value: { name: imageName, tags: {} } },
  organization,
  severity,
});
