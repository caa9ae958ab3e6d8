import { Fault, saidBy } from '../../model/fault.ts';
import type { AccountId } from '../../model/ids.ts';
import type { SweepGap, SweepRecord } from '../../model/inventory.ts';
import type { AccountRegion } from '../../model/subject.ts';
import type { SweepReport } from '../sweep/sweep-ports.ts';
import { sideBySide } from './side-by-side.ts';

/** Something that could not be seen: an account, an account in a region (`region`), or one image of it. `message` repeats neither `operation` nor `code`. */
export interface NotSeen extends SweepGap {
  readonly account: AccountId;
  readonly region: AccountRegion['region'] | null;
}

/** What came of a place. `record` is null when it could not be looked at; `done`: false when it was stopped. */
export interface ScannedPlace {
  readonly place: AccountRegion;
  readonly record: SweepRecord | null;
  readonly done: boolean;
  readonly notSeen: readonly NotSeen[];
}

/** What a fault says of a place, or of a whole account, as something that was not seen. */
export const notSeen = (
  { account, region }: { readonly account: AccountId; readonly region: AccountRegion['region'] | null },
  fault: Fault,
): NotSeen => {
  const { operation, code } = fault;
  return { account, region, image: null, operation, code, message: saidBy(fault) };
};

/**
 * Sweeps places, `most` of them at once, in the order given; one that fails (with `Fault`) hides no other. Places that were not begun
 * when `isStopped` answers true are not begun any more.
 */
export const scanPlaces = async (
  places: readonly AccountRegion[],
  most: number,
  isStopped: () => boolean,
  sweep: (place: AccountRegion) => Promise<SweepReport>,
): Promise<readonly ScannedPlace[]> =>
  sideBySide(places, most, (place) =>
    isStopped() ? Promise.resolve(notBegun(place)) : scanOne(place, sweep),
  );

const notBegun = (place: AccountRegion): ScannedPlace => ({ place, record: null, done: false, notSeen: [] });

const scanOne = async (
  place: AccountRegion,
  sweep: (place: AccountRegion) => Promise<SweepReport>,
): Promise<ScannedPlace> => {
  try {
    const { record, done } = await sweep(place);
    return {
      place,
      record,
      done,
      notSeen: record.gaps.map((gap) => ({ ...place, ...gap, message: saidBy(gap) })),
    };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { place, record: null, done: true, notSeen: [notSeen(place, fault)] };
  }
};
