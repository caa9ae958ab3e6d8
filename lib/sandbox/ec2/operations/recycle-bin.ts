import type {
  ListImagesInRecycleBinRequest,
  ListImagesInRecycleBinResult,
  RestoreImageFromRecycleBinRequest,
  RestoreImageFromRecycleBinResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import type { BinnedImage } from '../image.ts';
import { pageOf } from '../page.ts';
import { imageIdOf, imageNotFound } from '../refusals.ts';
import type { World } from '../world.ts';

const ownBin = (world: World, { caller, region }: CallContext): readonly BinnedImage[] =>
  [...world.bin.values()].filter(({ image }) => image.owner === caller.account && image.region === region);

export const listImagesInRecycleBin = (
  world: World,
  input: ListImagesInRecycleBinRequest,
  context: CallContext,
): ListImagesInRecycleBinResult => {
  const ids = (input.ImageIds ?? []).map((id) => imageIdOf(id));
  const all = ownBin(world, context).map((binned) => ({ ...binned, sequence: binned.image.sequence }));
  const unknown = ids.filter((id) => !all.some(({ image }) => image.id === id));
  if (unknown.length > 0) throw imageNotFound(unknown);
  const { items, token } = pageOf(
    all.filter(({ image }) => ids.length === 0 || ids.includes(image.id)),
    input,
  );
  return {
    Images: items.map(({ image, entered, exits }) => ({
      ImageId: image.id,
      Name: image.body.Name,
      Description: image.body.Description,
      RecycleBinEnterTime: entered,
      RecycleBinExitTime: exits,
    })),
    ...token,
  };
};

/** Brings an image back as it was when it was deregistered, its launch permissions included. */
export const restoreImageFromRecycleBin = (
  world: World,
  input: RestoreImageFromRecycleBinRequest,
  context: CallContext,
): RestoreImageFromRecycleBinResult => {
  const id = imageIdOf(input.ImageId);
  const binned = ownBin(world, context).find(({ image }) => image.id === id);
  if (binned === undefined) throw imageNotFound([id]);
  context.beforeWrite();
  world.bin.delete(id);
  world.deregistered.delete(id);
  world.images.put(binned.image);
  const { owner: account, region } = binned.image;
  const { requestId } = context;
  world.announce({
    account,
    region,
    image: id,
    state: 'available',
    requestId,
    message: null,
    at: world.clock.now(),
  });
  return { Return: true };
};
