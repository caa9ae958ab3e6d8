import type {
  DisableImageRequest,
  DisableImageResult,
  EnableImageRequest,
  EnableImageResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { ownImage } from '../find.ts';
import type { StoredImage } from '../image.ts';
import { imageUnavailable } from '../refusals.ts';
import type { World } from '../world.ts';

const announce = (
  world: World,
  image: StoredImage,
  state: 'available' | 'disabled',
  requestId: string,
): void => {
  const { owner: account, region, id } = image;
  world.announce({ account, region, image: id, state, requestId, message: null, at: world.clock.now() });
};

/** Disables an image and takes all its launch permissions away; EnableImage does not bring them back. */
export const disableImage = (
  world: World,
  input: DisableImageRequest,
  context: CallContext,
): DisableImageResult => {
  const image = ownImage(world, input.ImageId, context);
  if (image.state === 'pending' || image.state === 'failed') throw imageUnavailable(image.id, image.state);
  context.beforeWrite();
  if (image.state === 'disabled') return { Return: true };
  world.images.put({ ...image, state: 'disabled', permission: [] });
  announce(world, image, 'disabled', context.requestId);
  return { Return: true };
};

/** Makes a disabled image available again, shared with nobody. */
export const enableImage = (
  world: World,
  input: EnableImageRequest,
  context: CallContext,
): EnableImageResult => {
  const image = ownImage(world, input.ImageId, context);
  if (image.state === 'pending' || image.state === 'failed') throw imageUnavailable(image.id, image.state);
  context.beforeWrite();
  if (image.state === 'available') return { Return: true };
  world.images.put({ ...image, state: 'available' });
  announce(world, image, 'available', context.requestId);
  return { Return: true };
};
