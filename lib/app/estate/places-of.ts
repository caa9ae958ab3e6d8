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

/** The regions of each account: those that are named, or those that the account has enabled. */
export const placesOf = async (
  accounts: readonly AccountId[],
  wanted: 'all' | readonly Region[],
  most: number,
  regionsOf: (account: AccountId) => Promise<readonly Region[]>,
): Promise<Places> => {
  if (wanted !== 'all') {
    return {
      places: accounts.flatMap((account) => wanted.map((region) => ({ account, region }))),
      notSeen: [],
    };
  }
  const told = await sideBySide(accounts, most, async (account): Promise<Places> => {
    try {
      const regions = await regionsOf(account);
      return { places: regions.map((region) => ({ account, region })), notSeen: [] };
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      return { places: [], notSeen: [notSeen({ account, region: null }, fault)] };
    }
  });
  return {
    places: told.flatMap(({ places }) => places),
    notSeen: told.flatMap((one) => one.notSeen),
  };
};
