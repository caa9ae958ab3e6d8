import type { AccountId, ImageId, Region } from '../../model/ids.ts';
import type { KnownImage, KnownPlace } from '../../model/inventory.ts';
import type { Principal } from '../../model/principal.ts';
import { globMatches } from '../../policy/glob.ts';
import type { Inventory } from '../../ports/inventory.ts';

/** Which images are wanted; all of it has to hold. `value`: null for any. `name` is a glob. */
export interface ImageFilter {
  readonly account?: AccountId;
  readonly region?: Region;
  readonly image?: ImageId;
  readonly name?: string;
  readonly tags: readonly { readonly key: string; readonly value: string | null }[];
}

/** The places that a filter leaves, by account and region. */
export const knownPlaces = async (
  inventory: Pick<Inventory, 'places'>,
  { account, region }: Pick<ImageFilter, 'account' | 'region'>,
): Promise<readonly KnownPlace[]> => {
  const found: KnownPlace[] = [];
  for await (const page of inventory.places()) {
    for (const known of page) {
      const { place } = known;
      if (account !== undefined && place.account !== account) continue;
      if (region !== undefined && place.region !== region) continue;
      found.push(known);
    }
  }
  return found.toSorted((a, b) => keyOf(a) - keyOf(b) || compare(a.place.region, b.place.region));
};

// Account ids are numbers of 12 digits.
const keyOf = ({ place }: KnownPlace): number => Number(place.account);

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** The known images of a place that a filter leaves, in the order of their ids, a page at a time. */
export const knownImages = async function* (
  inventory: Pick<Inventory, 'imagesOf'>,
  { place }: KnownPlace,
  filter: ImageFilter,
): AsyncGenerator<readonly KnownImage[]> {
  for await (const page of inventory.imagesOf(place)) {
    yield page.map(({ value }) => value).filter((image) => isWanted(image, filter));
  }
};

const isWanted = ({ ref, facts }: KnownImage, { image, name, tags }: ImageFilter): boolean => {
  if (image !== undefined && ref.image !== image) return false;
  if (name === undefined && tags.length === 0) return true;
  const told = facts.image?.value;
  if (told === undefined) return false;
  if (name !== undefined && !globMatches(name, told.name ?? '')) return false;
  return tags.every(({ key, value }) => {
    if (!Object.hasOwn(told.tags, key)) return false;
    return value === null || told.tags[key] === value;
  });
};

/**
 * Who may launch an image, as it was last read. `isWhole` is false where that was never read: that everybody may is in the list of images
 * all the same.
 */
export const launchersOf = ({
  facts,
}: KnownImage): { readonly principals: readonly Principal[]; readonly isWhole: boolean } => {
  if (facts.launchPermission !== undefined) {
    return { principals: facts.launchPermission.value, isWhole: true };
  }
  return { principals: facts.image?.value.public === true ? [{ kind: 'public' }] : [], isWhole: false };
};
