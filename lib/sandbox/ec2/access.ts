import type { AccountId } from '../../model/ids.ts';
import type { Principal } from '../../model/principal.ts';
import type { StoredImage } from './image.ts';
import type { StoredSnapshot } from './snapshot.ts';
import type { World } from './world.ts';

/** Whether the principal is, or holds, this account: an organisation its members, a unit those below it at any depth. */
export const covers = (world: World, principal: Principal, account: AccountId): boolean => {
  switch (principal.kind) {
    case 'public':
      return true;
    case 'account':
      return principal.account === account;
    case 'organization':
      return world.membership(account)?.organization === principal.organization;
    case 'unit': {
      const membership = world.membership(account);
      return (
        membership?.organization === principal.organization &&
        membership.unitArns.some((arn) => arn.endsWith(`/${principal.unit}`))
      );
    }
  }
};

/** Whether the account has launch permission: its own image, or one shared with it in any of the four ways. */
export const mayLaunch = (world: World, image: StoredImage, account: AccountId): boolean =>
  image.owner === account || image.permission.some((principal) => covers(world, principal, account));

/** Whether the account sees the image in DescribeImages: its own, or a shared one that is there to be launched. */
export const maySee = (world: World, image: StoredImage, account: AccountId): boolean =>
  image.owner === account || (image.state === 'available' && mayLaunch(world, image, account));

/** Whether the account may make volumes of the snapshot, and so copy an image that it backs. `block-all-sharing` hides public ones. */
export const mayCopy = (world: World, snapshot: StoredSnapshot, account: AccountId): boolean =>
  snapshot.owner === account ||
  snapshot.permission.some((principal) =>
    principal.kind === 'public'
      ? world.settings(snapshot.owner, snapshot.region).snapshotBlock.state !== 'block-all-sharing'
      : principal.account === account,
  );
