import type {
  AttachImageWatermarkRequest,
  AttachImageWatermarkResult,
  DetachImageWatermarkRequest,
  DetachImageWatermarkResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { available, ownImage } from '../find.ts';
import { invalidValue, missing } from '../refusals.ts';
import type { World } from '../world.ts';

// SDK documentation of AttachImageWatermark.WatermarkName: 3 to 128 letters, digits and these characters.
const NAME = /^[a-zA-Z0-9()[\] ./\-'@_]{3,128}$/;

/** Marks an own image by a key that begins with the caller's account id: nobody else can make that key, and copies inherit it. */
export const attachImageWatermark = (
  world: World,
  input: AttachImageWatermarkRequest,
  context: CallContext,
): AttachImageWatermarkResult => {
  const { WatermarkName: name } = input;
  if (name === undefined) throw missing('WatermarkName');
  if (!NAME.test(name)) throw invalidValue(name, 'WatermarkName');
  const image = available(ownImage(world, input.ImageId, context));
  const key = `${context.caller.account}:${name}`;
  const marks = image.body.ImageWatermarks ?? [];
  context.beforeWrite();
  if (!marks.some(({ WatermarkKey }) => WatermarkKey === key)) {
    const mark = {
      WatermarkKey: key,
      SourceImageId: image.id,
      SourceImageRegion: image.region,
      ...(image.body.CreationDate === undefined
        ? {}
        : { SourceImageCreationTime: new Date(image.body.CreationDate) }),
      WatermarkCreationTime: world.clock.now(),
    };
    world.images.put({ ...image, body: { ...image.body, ImageWatermarks: [...marks, mark] } });
  }
  return { WatermarkKey: key };
};

/** Takes a watermark off an own image, whoever made it; images that inherited it keep theirs. */
export const detachImageWatermark = (
  world: World,
  input: DetachImageWatermarkRequest,
  context: CallContext,
): DetachImageWatermarkResult => {
  const { WatermarkKey: key } = input;
  if (key === undefined) throw missing('WatermarkKey');
  const image = available(ownImage(world, input.ImageId, context));
  const marks = image.body.ImageWatermarks ?? [];
  const kept = marks.filter(({ WatermarkKey }) => WatermarkKey !== key);
  if (kept.length === marks.length) {
    throw new AwsError('InvalidParameterValue', `The image ${image.id} has no watermark ${key}.`);
  }
  context.beforeWrite();
  world.images.put({ ...image, body: { ...image.body, ImageWatermarks: kept } });
  return { Return: true };
};
