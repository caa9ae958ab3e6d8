import type {
  AttributeValue,
  DescribeImageAttributeRequest,
  ImageAttribute,
  ImageAttributeName,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { readOwnImage } from '../find.ts';
import type { StoredImage } from '../image.ts';
import { protectionText, reportedLaunch } from '../image-view.ts';
import { launchPermissionOf } from '../principals.ts';
import { invalidValue, missing, notAuthorizedForImage } from '../refusals.ts';
import type { World } from '../world.ts';

const valueOf = (value: string | null | undefined): AttributeValue =>
  value === null || value === undefined ? {} : { Value: value };

const attributeOf = (world: World, image: StoredImage, name: ImageAttributeName): ImageAttribute => {
  const { body } = image;
  switch (name) {
    case 'launchPermission':
      return { LaunchPermissions: image.permission.map(launchPermissionOf) };
    case 'description':
      return { Description: valueOf(body.Description) };
    case 'productCodes':
      return { ProductCodes: body.ProductCodes ?? [] };
    case 'kernel':
      return { KernelId: valueOf(body.KernelId) };
    case 'ramdisk':
      return { RamdiskId: valueOf(body.RamdiskId) };
    case 'sriovNetSupport':
      return { SriovNetSupport: valueOf(body.SriovNetSupport) };
    case 'bootMode':
      return { BootMode: valueOf(body.BootMode) };
    case 'tpmSupport':
      return { TpmSupport: valueOf(body.TpmSupport) };
    case 'uefiData':
      return { UefiData: {} };
    case 'lastLaunchedTime':
      return { LastLaunchedTime: valueOf(reportedLaunch(world, image)) };
    case 'imdsSupport':
      return { ImdsSupport: valueOf(body.ImdsSupport) };
    case 'deregistrationProtection':
      return { DeregistrationProtection: valueOf(protectionText(image.protection)) };
    case 'blockDeviceMapping':
      // Deprecated: EC2 answers it with AuthFailure (SDK documentation of DescribeImageAttribute).
      throw notAuthorizedForImage(image.id);
  }
};

const NAMES: readonly string[] = [
  'launchPermission',
  'description',
  'productCodes',
  'kernel',
  'ramdisk',
  'sriovNetSupport',
  'bootMode',
  'tpmSupport',
  'uefiData',
  'lastLaunchedTime',
  'imdsSupport',
  'deregistrationProtection',
  'blockDeviceMapping',
] satisfies readonly ImageAttributeName[];

/** One attribute of an own image. Whom others share their images with is not told: AuthFailure. */
export const describeImageAttribute = (
  world: World,
  input: DescribeImageAttributeRequest,
  context: CallContext,
): ImageAttribute => {
  const { Attribute: name } = input;
  if (name === undefined) throw missing('Attribute');
  if (!NAMES.includes(name)) throw invalidValue(name, 'attribute', 'Unknown attribute.');
  const image = readOwnImage(world, input.ImageId, context);
  return { ImageId: image.id, ...attributeOf(world, image, name) };
};
