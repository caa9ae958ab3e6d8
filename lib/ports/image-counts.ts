import type { AccountRegion } from '../model/subject.ts';

/** How many images there are, for limits that are a share of them. */
export interface ImageCounts {
  /** The images that the account owns in the region, at most a day old. Rejects with `Fault`. */
  count(place: AccountRegion): Promise<number>;
}
