import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { AccountId } from '../model/ids.ts';
import type { Organization } from '../model/organization.ts';
import type { Clock } from '../ports/clock.ts';
import type { Inventory } from '../ports/inventory.ts';
import type { OrganizationSource } from '../ports/organization-source.ts';
import { cached } from './cached.ts';
import { readAccountTags, walkOrganization, type AccountTags } from './organization-walk.ts';

/** Where walks of the organisation are kept. */
export type OrganizationStore = Pick<Inventory, 'organization' | 'putOrganization'>;

export interface OrganizationSettings {
  /** Of the management account or a delegated administrator, in us-east-1. */
  readonly client: OrganizationsClient;
  readonly clock: Clock;
  /** Whether anybody asks for account tags; only policies that match on them do. Asked each time. */
  readonly withTags: () => Promise<boolean>;
  /** Taken instead of a walk of one's own where it will do, and given each walk. Absent: nothing is kept. */
  readonly store?: OrganizationStore;
  /** Told of a store that failed; the organisation is then as without one. */
  readonly onStoreFault?: (fault: unknown) => void;
}

const MINUTE_MS = 60_000;
const FRESH_MS = 15 * MINUTE_MS;
const STALE_MS = 24 * 60 * MINUTE_MS;
/** How soon to see whether somebody has walked since. */
const AGAIN_MS = 5 * MINUTE_MS;

/** Ten seconds at the five calls a second that Organizations answers: who judges an event has a minute for everything. */
const SHORT_CALLS = 50;

/** How many calls a walk of it takes: two for each parent, of which one a page of twenty accounts. */
const callsOf = ({ accounts, units }: Organization): number =>
  2 + 2 * (units.length + 1) + Math.floor(accounts.length / 20);

/**
 * The organisation by AWS Organizations, walked at most every 15 minutes. A walk that somebody else kept is as good as one's own
 * for as long; and for a day where a walk takes more than a few seconds, since somebody else has the time for one. When a walk
 * fails, the last one that went well stands in for 24 hours, `observedAt` telling its age, and another is tried a minute later;
 * after that, or with none, rejects with `Fault`.
 */
export const organizations = ({
  client,
  clock,
  withTags,
  store,
  onStoreFault,
}: OrganizationSettings): OrganizationSource => {
  const asLong = { clock, freshMs: FRESH_MS, stale: { upToMs: STALE_MS, retryMs: MINUTE_MS } };
  const ageOf = ({ observedAt }: Organization): number => clock.now().getTime() - Date.parse(observedAt);

  const stored = async (): Promise<Organization | null> => {
    try {
      return (await store?.organization()) ?? null;
    } catch (fault) {
      onStoreFault?.(fault);
      return null;
    }
  };

  const walk = async (): Promise<Organization> => {
    const organization = await walkOrganization(client, clock.now().toISOString());
    await store?.putOrganization(organization).catch((fault: unknown) => onStoreFault?.(fault));
    return organization;
  };

  const load = async (last: Organization | null): Promise<Organization> => {
    const known = await stored();
    if (known === null || ageOf(known) >= STALE_MS) return walk();
    if (ageOf(known) < FRESH_MS || callsOf(known) > SHORT_CALLS) return known;
    try {
      return await walk();
    } catch (fault) {
      if (last !== null) throw fault;
      return known;
    }
  };
  const walked = cached({ ...asLong, load, age: { of: ageOf, againMs: AGAIN_MS } });
  const tags = new Map<AccountId, () => Promise<AccountTags>>();

  const tagsOf = (account: AccountId): Promise<AccountTags> => {
    const known = tags.get(account) ?? cached({ ...asLong, load: () => readAccountTags(client, account) });
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
