import { describe, expect, it } from 'vitest';
import { AccountId, Region } from '../../lib/model/ids.ts';
import type { AccountRegion } from '../../lib/model/subject.ts';
import type { Inventory } from '../../lib/ports/inventory.ts';
import type { InventoryStore } from './inventory.ts';
import { here, organizationOf, wholePlace } from './inventory-samples.ts';

const frankfurt: AccountRegion = { account: here.account, region: Region.parse('eu-central-1') };

const placesOf = async (inventory: Inventory): Promise<readonly AccountRegion[]> => {
  const places: AccountRegion[] = [];
  for await (const page of inventory.places()) places.push(...page.map(({ place }) => place));
  return places;
};

/** What it says of places, of what is used there, and of the organisation. */
export const inventoryPlacesContract = (opened: () => InventoryStore): void => {
  describe('a place', () => {
    it('that nobody put is empty, of version 0', async () => {
      expect(await opened().inventory.place(frankfurt)).toEqual({
        value: {
          place: frankfurt,
          guardrails: {},
          counts: [],
          limits: [],
          swept: null,
          sweeping: null,
          heardAt: null,
        },
        version: 0,
      });
    });

    it('comes back as it was put, by the first of two', async () => {
      const { inventory } = opened();
      expect(await inventory.putPlace(wholePlace, 0)).toBe(true);
      expect(await inventory.putPlace({ ...wholePlace, heardAt: null }, 0)).toBe(false);
      const { value, version } = await inventory.place(here);
      expect(value).toEqual(wholePlace);
      const fewer = { ...wholePlace, counts: wholePlace.counts.slice(0, 1), swept: null, sweeping: null };
      expect(await inventory.putPlace(fewer, version)).toBe(true);
      expect(await inventory.putPlace(wholePlace, version)).toBe(false);
      expect((await inventory.place(here)).value).toEqual(fewer);
    });

    it('is among all places, each of them once', async () => {
      const { inventory } = opened();
      const many = Array.from({ length: 40 }, (_, n) => ({
        account: AccountId.parse(String(700_000_000_000 + n)),
        region: Region.parse(n % 2 === 0 ? 'eu-west-1' : 'us-east-1'),
      }));
      for (const place of many) await inventory.putPlace({ ...wholePlace, place }, 0);
      const keys = (await placesOf(inventory)).map(({ account, region }) => `${account}/${region}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toEqual(expect.arrayContaining(many.map(({ account, region }) => `${account}/${region}`)));
    });
  });

  describe('samples of what is used', () => {
    it('come oldest first, from a time on, of one quota and place alone', async () => {
      const { inventory } = opened();
      const day = (n: number): string => `2026-03-${String(n).padStart(2, '0')}T00:00:00.000Z`;
      const samples = Array.from({ length: 30 }, (_, n) => ({
        quota: 'amis' as const,
        at: day(30 - n),
        used: 1_000 + 30 - n,
        limit: 50_000,
      }));
      await inventory.noteUsage(here, samples);
      await inventory.noteUsage(here, [{ quota: 'snapshots', at: day(2), used: 7, limit: 100_000 }]);
      await inventory.noteUsage(frankfurt, [{ quota: 'amis', at: day(2), used: 8, limit: 50_000 }]);
      await inventory.noteUsage(here, []);
      expect(await inventory.usage(here, 'amis', day(29))).toEqual([
        { quota: 'amis', at: day(29), used: 1_029, limit: 50_000 },
        { quota: 'amis', at: day(30), used: 1_030, limit: 50_000 },
      ]);
      expect(await inventory.usage(here, 'amis', '2026-01-01T00:00:00Z')).toHaveLength(30);
      expect(await inventory.usage(frankfurt, 'amis', day(1))).toHaveLength(1);
      expect(await inventory.usage(frankfurt, 'snapshots', day(1))).toEqual([]);
    });

    it('are replaced by another of the same time', async () => {
      const { inventory } = opened();
      const sample = { quota: 'public-amis' as const, at: '2026-03-01T00:00:00Z', used: 1, limit: 5 };
      await inventory.noteUsage(here, [sample]);
      await inventory.noteUsage(here, [{ ...sample, at: '2026-03-01T00:00:00.000Z', used: 2 }]);
      expect(await inventory.usage(here, 'public-amis', '2026-03-01T00:00:00Z')).toEqual([
        { quota: 'public-amis', at: '2026-03-01T00:00:00.000Z', used: 2, limit: 5 },
      ]);
    });
  });

  describe('the organisation', () => {
    it('is unknown until somebody walked it, and then the latest walk, however large', async () => {
      const { inventory } = opened();
      expect(await inventory.organization()).toBeNull();
      const first = organizationOf(3, '2026-03-01T10:00:00.000Z');
      await inventory.putOrganization(first);
      expect(await inventory.organization()).toEqual(first);
      const large = organizationOf(10_000, '2026-03-01T11:00:00.000Z');
      await inventory.putOrganization(large);
      await inventory.putOrganization(organizationOf(2, '2026-03-01T10:30:00.000Z'));
      expect(await inventory.organization()).toEqual(large);
    });
  });
};
