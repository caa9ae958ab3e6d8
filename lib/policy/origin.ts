import type { Ancestry } from '../model/facts.ts';
import type { ImageFacts } from '../model/image.ts';
import type { Organization } from '../model/organization.ts';
import { attributeFails, missing } from './failures.ts';
import { isListedOwner } from './owners.ts';
import type { Failure } from './rule.ts';

/** What AWS tells of where an image comes from. */
interface Origin {
  readonly image: ImageFacts;
  readonly ancestry: Ancestry;
}

/** The image that it was made from must be one of the list. */
export const judgeSourceImage = (origin: Origin, images: readonly string[]): Failure | null => {
  const { image, ancestry } = origin;
  const source = ancestry.ancestors[0]?.image ?? image.sourceImage;
  if (source !== null && images.includes(source)) return null;
  if (source === null && !ancestry.complete) return UNKNOWN_SOURCE;
  const reason = `The image was made from ${source ?? NO_IMAGE}, which the list of source images does not hold.`;
  return attributeFails('source image', source, reason);
};

/** The owner of the image that it was made from must be one of the list. */
export const judgeSourceOwner = (
  { image, ancestry }: Origin,
  owners: readonly string[],
  organization: Organization,
): Failure | null => {
  const [source] = ancestry.ancestors;
  const expected = `expected an image of ${owners.join(' or ')}.`;
  if (source === undefined) {
    if (image.sourceImage !== null) return unknownOwner(image.sourceImage);
    if (!ancestry.complete) return UNKNOWN_SOURCE;
    return attributeFails('source owner', null, `The image was made from ${NO_IMAGE}, ${expected}`);
  }
  const isListed = isListedOwner(owners, source.owner, organization);
  if (isListed === null) return unknownOwner(source.image);
  if (isListed) return null;
  const owner = source.owner === null ? '' : ` of ${source.owner}`;
  return attributeFails(
    'source owner',
    source.owner,
    `The image was made from ${source.image}${owner}, ${expected}`,
  );
};

/** Every image that it comes from must be of an owner of the list, and there must be one: what comes from nowhere is no better. */
export const judgeAncestors = (
  { ancestry: { ancestors, complete } }: Origin,
  owners: readonly string[],
  organization: Organization,
): Failure | null => {
  const expected = `expected images of ${owners.join(' or ')} alone.`;
  const judged = ancestors.map((one) => ({
    ...one,
    isListed: isListedOwner(owners, one.owner, organization),
  }));
  const stranger = judged.find(({ isListed }) => isListed === false);
  if (stranger !== undefined) {
    const owner = stranger.owner === null ? '' : ` of ${stranger.owner}`;
    return attributeFails(
      'ancestry',
      stranger.image,
      `The image comes from ${stranger.image}${owner}, ${expected}`,
    );
  }
  // The rest of a chain that was cut may hold anybody's.
  if (!complete || judged.some(({ isListed }) => isListed === null)) {
    return missing('the owners of all images that the image comes from');
  }
  if (judged.length > 0) return null;
  return attributeFails('ancestry', null, `The image comes from ${NO_IMAGE}, ${expected}`);
};

const NO_IMAGE = 'no image that AWS knows of';

const UNKNOWN_SOURCE = missing('which image the image was made from');

const unknownOwner = (image: string): Failure => missing(`who owns ${image}, which the image was made from`);
