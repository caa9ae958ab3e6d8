import type {
  CancelImageLaunchPermissionRequest,
  CancelImageLaunchPermissionResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { imageDeregistered, imageIdOf, imageNotFound, notAuthorizedForImage } from '../refusals.ts';
import type { World } from '../world.ts';

/** Takes the caller's account off an image that another account shares with it by its id. */
export const cancelImageLaunchPermission = (
  world: World,
  input: CancelImageLaunchPermissionRequest,
  context: CallContext,
): CancelImageLaunchPermissionResult => {
  const id = imageIdOf(input.ImageId);
  const image = world.images.get(id);
  if (image?.region !== context.region)
    throw world.deregistered.has(id) ? imageDeregistered(id) : imageNotFound([id]);
  const { account } = context.caller;
  const permission = image.permission.filter(
    (principal) => !(principal.kind === 'account' && principal.account === account),
  );
  if (permission.length === image.permission.length) throw notAuthorizedForImage(id);
  context.beforeWrite();
  world.images.put({ ...image, permission });
  return { Return: true };
};
