import type { ExportImageRequest, ExportImageResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { available, ownImage } from '../find.ts';
import { isEncrypted } from '../encrypted.ts';
import { missing } from '../refusals.ts';
import type { World } from '../world.ts';

/** Starts an export of an image into a bucket as a disk image. Encrypted images cannot be exported (VM Import/Export user guide). */
export const exportImage = (
  world: World,
  input: ExportImageRequest,
  context: CallContext,
): ExportImageResult => {
  const { DiskImageFormat: format, S3ExportLocation: location } = input;
  if (format === undefined) throw missing('DiskImageFormat');
  if (location?.S3Bucket === undefined) throw missing('S3ExportLocation.S3Bucket');
  const image = available(ownImage(world, input.ImageId, context));
  if (isEncrypted(world, image)) {
    throw new AwsError('NotExportable', `The image ID (${image.id}) provided contains encrypted snapshots.`);
  }
  context.beforeWrite();
  return {
    ExportImageTaskId: world.mint.id('export-ami'),
    ImageId: image.id,
    DiskImageFormat: format,
    ...(input.Description === undefined ? {} : { Description: input.Description }),
    S3ExportLocation: { S3Bucket: location.S3Bucket, S3Prefix: location.S3Prefix ?? '' },
    Progress: '0',
    Status: 'active',
    StatusMessage: 'validating',
  };
};
