import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { organizations } from '../../lib/aws/organizations.ts';
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

    const read = async (withTags: boolean): Promise<Organization> => {
      const clock = { now: () => new Date('2026-03-01T10:00:00.000Z') };
      const source = organizations({
        client: world.client,
        clock,
        withTags: () => Promise.resolve(withTags),
      });
      return source.organization();
    };

    it('comes whole: every account with the units above it, and its tags', async () => {
      const { observedAt, ...organization } = await read(true);
      expect(observedAt).toBe('2026-03-01T10:00:00.000Z');
      expect(sorted(organization)).toEqual(sorted(world.expected));
      expect(organization.accounts.some(({ tags }) => Object.keys(tags).length > 0)).toBe(true);
      expect(organization.accounts.some(({ units }) => units.length > 1)).toBe(true);
    });

    it('comes without tags where none are asked for', async () => {
      const { accounts } = await read(false);
      expect(accounts).toHaveLength(world.expected.accounts.length);
      expect(accounts.flatMap(({ tags }) => Object.keys(tags))).toEqual([]);
    });
  });
};
