import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { Organization } from '../model/organization.ts';
import type { Clock } from '../ports/clock.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import { cached } from './cached.ts';
import { walkOrganization } from './organization-walk.ts';

export interface OrganizationSettings {
  /** Of the management account or a delegated administrator, in us-east-1. */
  readonly client: OrganizationsClient;
  readonly clock: Clock;
  /** Whether to read account tags, one call for each account; only policies that match on them need it. Asked before each walk. */
  readonly withTags: () => Promise<boolean>;
}

const MINUTE_MS = 60_000;
const FRESH_MS = 15 * MINUTE_MS;
const STALE_MS = 24 * 60 * MINUTE_MS;

/**
 * The organisation by AWS Organizations, walked at most every 15 minutes. When a walk fails, the last one that went well stands in
 * for 24 hours, `observedAt` telling its age, and another is tried a minute later; after that, or with none, rejects with `Fault`.
 */
export const organizations = ({ client, clock, withTags }: OrganizationSettings): OrganizationSource => {
  const walked = (tags: boolean): (() => Promise<Organization>) =>
    cached({
      clock,
      freshMs: FRESH_MS,
      load: () => walkOrganization({ client, withTags: tags }, clock.now().toISOString()),
      stale: { upToMs: STALE_MS, retryMs: MINUTE_MS },
    });
  // Kept apart: a walk without tags must not answer for a policy that has just begun to match on them.
  const plain = walked(false);
  const tagged = walked(true);
  return { organization: async () => ((await withTags()) ? tagged() : plain()) };
};
