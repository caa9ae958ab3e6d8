import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { AccountId } from '../model/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import { cached } from './cached.ts';
import { readAccountTags, walkOrganization, type AccountTags } from './organization-walk.ts';

export interface OrganizationSettings {
  /** Of the management account or a delegated administrator, in us-east-1. */
  readonly client: OrganizationsClient;
  readonly clock: Clock;
  /** Whether anybody asks for account tags; only policies that match on them do. Asked each time. */
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
  const kept = <T>(load: () => Promise<T>): (() => Promise<T>) =>
    cached({ clock, freshMs: FRESH_MS, load, stale: { upToMs: STALE_MS, retryMs: MINUTE_MS } });
  const walked = kept(() => walkOrganization(client, clock.now().toISOString()));
  const tags = new Map<AccountId, () => Promise<AccountTags>>();

  const tagsOf = (account: AccountId): Promise<AccountTags> => {
    const known = tags.get(account) ?? kept(() => readAccountTags(client, account));
    tags.set(account, known);
    return known();
  };

  return {
    organization: async (account) => {
      const organization = await walked();
      const isMember = organization.accounts.some((one) => one.account === account);
      if (account === null || !isMember || !(await withTags())) return organization;
      const own = await tagsOf(account);
      const accounts = organization.accounts.map((one) =>
        one.account === account ? { ...one, tags: own } : one,
      );
      return { ...organization, accounts };
    },
  };
};
