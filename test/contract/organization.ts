import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organizations } from '../../lib/aws/organizations.ts';
import type { OrganizationSource } from '../../lib/ports/organization-source.ts';
import type { Organization } from '../../lib/model/organization.ts';

/** An AWS Organizations and what is in it, `observedAt` aside. */
export interface OrganizationWorld {
  readonly client: OrganizationsClient;
  readonly expected: Omit<Organization, 'observedAt'>;
  readonly close: () => Promise<void>;
}

const sorted = ({ accounts, units, ...rest }: Omit<Organization, 'observedAt'>): object => ({
  ...rest,
  accounts: accounts.toSorted((a, b) => a.account.localeCompare(b.account)),
  units: units.toSorted((a, b) => a.path.localeCompare(b.path)),
});

const untagged = (organization: Omit<Organization, 'observedAt'>): Omit<Organization, 'observedAt'> => ({
  ...organization,
  accounts: organization.accounts.map((one) => ({ ...one, tags: {} })),
});

/** What `organizations` tells of an organisation, whatever plays AWS Organizations. */
export const organizationContract = (name: string, start: () => Promise<OrganizationWorld>): void => {
  describe(`the organisation in ${name}`, () => {
    let world: OrganizationWorld;
    beforeAll(async () => {
      world = await start();
    });
    afterAll(async () => {
      world.client.destroy();
      await world.close();
    });

    const sourceOf = (withTags: boolean): OrganizationSource => {
      const clock = { now: () => new Date('2026-03-01T10:00:00.000Z') };
      return organizations({
        client: world.client,
        clock,
        withTags: () => Promise.resolve(withTags),
      });
    };

    it('comes whole: every account with the units above it, and its tags', async () => {
      const source = sourceOf(true);
      const { observedAt, ...organization } = await source.organization(null);
      for (const one of world.expected.accounts) {
        const { accounts } = await source.organization(one.account);
        expect(accounts.find(({ account }) => account === one.account)?.tags).toEqual(one.tags);
      }
      expect(observedAt).toBe('2026-03-01T10:00:00.000Z');
      expect(sorted(organization)).toEqual(sorted(untagged(world.expected)));
      expect(world.expected.accounts.some(({ tags }) => Object.keys(tags).length > 0)).toBe(true);
      expect(organization.accounts.some(({ units }) => units.length > 1)).toBe(true);
    });

    it('comes without tags where none are asked for', async () => {
      const [first] = world.expected.accounts.filter(({ tags }) => Object.keys(tags).length > 0);
      const { accounts } = await sourceOf(false).organization(first?.account ?? null);
      expect(accounts).toHaveLength(world.expected.accounts.length);
      expect(accounts.flatMap(({ tags }) => Object.keys(tags))).toEqual([]);
    });
  });
};
