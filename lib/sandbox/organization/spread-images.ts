import type { AccountId, Region } from '../../model/ids.ts';
import type { SandboxOrganization } from './organization.ts';

/** So many generated images for one account and region. */
export interface ImageShare {
  readonly account: AccountId;
  readonly region: Region;
  readonly count: number;
}

/** Where generated images go: all to the first account and region, or evenly over all of both, the first ones getting the rest. */
export const spreadImages = (
  organization: SandboxOrganization,
  count: number,
  spread: boolean,
): readonly ImageShare[] => {
  const places = organization
    .accounts()
    .flatMap(({ account }) => organization.regions.map((region) => ({ account, region })));
  const [first] = places;
  if (first === undefined || count === 0) return [];
  if (!spread) return [{ ...first, count }];
  const each = Math.floor(count / places.length);
  const rest = count % places.length;
  return places
    .map((place, index) => ({ ...place, count: each + (index < rest ? 1 : 0) }))
    .filter((place) => place.count > 0);
};
