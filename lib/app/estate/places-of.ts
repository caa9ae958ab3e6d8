import { Fault } from '../../model/fault.ts';
import type { AccountId, Region } from '../../model/ids.ts';
import type { AccountRegion } from '../../model/subject.ts';
import { notSeen, type NotSeen } from './scan-places.ts';
import { sideBySide } from './side-by-side.ts';

/** Where there is something to look at, and the accounts that did not tell. */
export interface Places {
  readonly places: readonly AccountRegion[];
  readonly notSeen: readonly NotSeen[];
}

/**
 * The regions of each account: all that it has enabled, or those of them that are named. A name that no account knows is not seen, by the
 * first account. An account that lets nobody list its regions is looked at in all that are named.
 */
export const placesOf = async (
  accounts: readonly AccountId[],
  wanted: 'all' | readonly Region[],
  most: number,
  regionsOf: (account: AccountId) => Promise<readonly Region[]>,
): Promise<Places> => {
  const told = await sideBySide(accounts, most, async (account): Promise<Places> => {
    const at = (regions: readonly Region[]): Places => ({
      places: regions.map((region) => ({ account, region })),
      notSeen: [],
    });
    try {
      const enabled = await regionsOf(account);
      return at(wanted === 'all' ? enabled : wanted.filter((region) => enabled.includes(region)));
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      if (wanted !== 'all' && fault.operation === 'DescribeRegions') return at(wanted);
      return { places: [], notSeen: [notSeen({ account, region: null }, fault)] };
    }
  });
  const places = told.flatMap((one) => one.places);
  return { places, notSeen: [...told.flatMap((one) => one.notSeen), ...unknown(accounts, wanted, places)] };
};

/** A region that is off in some accounts has nothing to be seen there; one that is on in none was most likely meant otherwise. */
const unknown = (
  [first]: readonly AccountId[],
  wanted: 'all' | readonly Region[],
  places: readonly AccountRegion[],
): readonly NotSeen[] => {
  if (wanted === 'all' || first === undefined) return [];
  const known = new Set(places.map(({ region }) => region));
  return wanted
    .filter((region) => !known.has(region))
    .map((region) => ({
      account: first,
      region,
      image: null,
      operation: 'DescribeRegions',
      code: 'NotEnabled',
      message: 'no account that was asked has this region enabled',
    }));
};
