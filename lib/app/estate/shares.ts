import type { KnownImage, KnownPlace } from '../../model/inventory.ts';
import type { Organization } from '../../model/organization.ts';
import { principalKey, type Principal } from '../../model/principal.ts';
import type { Inventory } from '../../ports/inventory.ts';
import { type ImageFilter, knownImages, launchersOf } from './known-images.ts';
import { type Reach, reachesOf } from './reach.ts';
import type { Target } from './target.ts';

/** An image that reaches somebody, and by which grants. `readAt` (ISO 8601): when they were read. */
export interface SharedImage {
  readonly image: KnownImage;
  readonly reaches: readonly Reach[];
  readonly readAt: string | null;
}

/** Images of these places that reach somebody. `unknown`: of how many nobody read who may launch them. */
export const sharesWith = async (
  inventory: Pick<Inventory, 'imagesOf'>,
  places: readonly KnownPlace[],
  filter: ImageFilter,
  target: Target,
  organization: Organization | null,
): Promise<{ readonly shared: readonly SharedImage[]; readonly unknown: number }> => {
  const shared: SharedImage[] = [];
  let unknown = 0;
  for (const place of places) {
    for await (const page of knownImages(inventory, place, filter)) {
      for (const image of page) {
        const { principals, isWhole } = launchersOf(image);
        const reaches = reachesOf(principals, target, organization);
        if (reaches.length > 0) shared.push({ image, reaches, readAt: readAtOf(image) });
        else if (!isWhole) unknown += 1;
      }
    }
  }
  return { shared, unknown };
};

/** How many images of how many accounts name a principal. */
export interface PrincipalUse {
  readonly principal: Principal;
  readonly images: readonly KnownImage['ref'][];
}

/** Whom the images of these places are shared with, those of the most images first. */
export const principalsOf = async (
  inventory: Pick<Inventory, 'imagesOf'>,
  places: readonly KnownPlace[],
  filter: ImageFilter,
): Promise<{ readonly uses: readonly PrincipalUse[]; readonly unknown: number }> => {
  const uses = new Map<string, { readonly principal: Principal; readonly images: KnownImage['ref'][] }>();
  let unknown = 0;
  for (const place of places) {
    for await (const page of knownImages(inventory, place, filter)) {
      for (const image of page) {
        const { principals, isWhole } = launchersOf(image);
        if (!isWhole) unknown += 1;
        for (const principal of principals) {
          const key = principalKey(principal);
          const use = uses.get(key) ?? { principal, images: [] };
          uses.set(key, use);
          use.images.push(image.ref);
        }
      }
    }
  }
  return { uses: [...uses.values()].toSorted((a, b) => b.images.length - a.images.length), unknown };
};

const readAtOf = ({ facts }: KnownImage): string | null =>
  (facts.launchPermission ?? facts.image)?.readAt ?? null;
