import type { ImageCriterion } from '@aws-sdk/client-ec2';
import type { AccountId, Region } from '../../model/ids.ts';
import type { StoredImage } from './image.ts';
import { matchesPattern } from './pattern.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;

const within = (since: string | null, days: number | undefined, now: Date): boolean =>
  days === undefined || since === null || now.getTime() - Date.parse(since) <= days * DAY_MS;

const meets = (criterion: ImageCriterion, image: StoredImage, now: Date): boolean => {
  const { body } = image;
  const provider = body.ImageOwnerAlias ?? image.owner;
  const names = criterion.ImageNames ?? [];
  const providers = criterion.ImageProviders ?? [];
  const codes = criterion.MarketplaceProductCodes ?? [];
  const marks = (criterion.ImageWatermarks ?? []).map(({ WatermarkKey }) => WatermarkKey ?? '');
  return (
    (providers.length === 0 || providers.includes(provider) || providers.includes(image.owner)) &&
    (names.length === 0 || names.some((name) => matchesPattern(name, body.Name ?? ''))) &&
    (codes.length === 0 ||
      (body.ProductCodes ?? []).some(({ ProductCodeId }) => codes.includes(ProductCodeId ?? ''))) &&
    (marks.length === 0 ||
      (body.ImageWatermarks ?? []).some(({ WatermarkKey }) => marks.includes(WatermarkKey ?? ''))) &&
    within(body.CreationDate ?? null, criterion.CreationDateCondition?.MaximumDaysSinceCreated, now) &&
    within(image.deprecateAt, criterion.DeprecationTimeCondition?.MaximumDaysSinceDeprecated, now)
  );
};

/**
 * What Allowed AMIs say of an image in this account: null while they are off. The account's own images are always allowed
 * (EC2 user guide, "Allowed AMIs"); any one criterion is enough, and none allows nothing.
 */
export const isAllowed = (
  world: World,
  image: StoredImage,
  account: AccountId,
  region: Region,
): boolean | null => {
  const { state, criteria } = world.settings(account, region).allowedImages;
  if (state === 'disabled') return null;
  const now = world.clock.now();
  return image.owner === account || criteria.some((criterion) => meets(criterion, image, now));
};
