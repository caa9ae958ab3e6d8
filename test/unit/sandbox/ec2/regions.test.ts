import { expect, it } from 'vitest';
import { aWorld, GOLDEN, WEB_PROD } from './a-world.ts';

it('a region that an account has switched off is shown to that account only where all are asked for', () => {
  const here = aWorld();
  here.world.off.add(`${GOLDEN}/eu-west-1`);
  const regionsOf = (account: string, input: object) =>
    (
      here.call(account, 'DescribeRegions', input) as {
        Regions: readonly { RegionName: string; OptInStatus: string }[];
      }
    ).Regions.map(({ RegionName, OptInStatus }) => `${RegionName} ${OptInStatus}`).filter((region) =>
      region.startsWith('eu-west-1'),
    );
  expect(regionsOf(GOLDEN, {})).toEqual([]);
  expect(regionsOf(GOLDEN, { AllRegions: true })).toEqual(['eu-west-1 not-opted-in']);
  expect(regionsOf(WEB_PROD, {})).toEqual(['eu-west-1 opt-in-not-required']);
});

it('nothing can be called there with that account’s keys', () => {
  const here = aWorld();
  here.world.off.add(`${GOLDEN}/eu-west-1`);
  expect(() => here.call(GOLDEN, 'DescribeImages', { Owners: ['self'] }, 'eu-west-1')).toThrow(
    'AWS was not able to validate the provided access credentials',
  );
  expect(here.call(GOLDEN, 'DescribeImages', { Owners: ['self'] })).toHaveProperty('Images');
});
