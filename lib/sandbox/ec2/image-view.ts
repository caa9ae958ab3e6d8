import type { Image } from '@aws-sdk/client-ec2';
import type { AccountId } from '../../model/ids.ts';
import { isAllowed } from './allowed.ts';
import { isPublic, type Protection, type StoredImage } from './image.ts';
import { tagMember } from './tags.ts';
import type { World } from './world.ts';

// AWS tells a launch a day after it (SDK documentation of Image.LastLaunchedTime).
const LAUNCH_DELAY_MS = 86_400_000;

/** As `DeregistrationProtection` says it. */
export const protectionText = (protection: Protection): string => {
  switch (protection.kind) {
    case 'off':
      return 'disabled';
    case 'on':
      return protection.cooldown ? 'enabled-with-cooldown' : 'enabled-without-cooldown';
    case 'cooling':
      return `disabled-after ${protection.until}`;
  }
};

/** The launch that AWS tells already, or null. */
export const reportedLaunch = (world: World, image: StoredImage): string | null => {
  const latest = world.clock.now().getTime() - LAUNCH_DELAY_MS;
  return image.launches.findLast((at) => Date.parse(at) <= latest) ?? null;
};

/** The image as DescribeImages shows it to this account. Tags are the owner's alone. */
export const imageView = (world: World, image: StoredImage, viewer: AccountId): Image => {
  const launch = reportedLaunch(world, image);
  const allowed = isAllowed(world, image, viewer, image.region);
  return {
    ...image.body,
    ImageId: image.id,
    OwnerId: image.owner,
    State: image.state,
    Public: isPublic(image),
    ...(image.owner === viewer ? tagMember(image.tags) : {}),
    ...(image.deprecateAt === null ? {} : { DeprecationTime: image.deprecateAt }),
    DeregistrationProtection: protectionText(image.protection),
    ...(launch === null ? {} : { LastLaunchedTime: launch }),
    ...(allowed === null ? {} : { ImageAllowed: allowed }),
  };
};
