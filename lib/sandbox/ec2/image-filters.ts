import type { BlockDeviceMapping, EbsBlockDevice } from '@aws-sdk/client-ec2';
import type { AccountId } from '../../model/ids.ts';
import { isAllowed } from './allowed.ts';
import { filterValue, type FilterValues } from './filter.ts';
import { isPublic, snapshotIdsOf, type StoredImage } from './image.ts';
import type { World } from './world.ts';

const devices = (image: StoredImage): readonly BlockDeviceMapping[] => image.body.BlockDeviceMappings ?? [];

const ebs =
  (read: (device: EbsBlockDevice) => string | number | boolean | undefined) =>
  (image: StoredImage): readonly string[] =>
    devices(image).flatMap(({ Ebs }) => (Ebs === undefined ? [] : filterValue(read(Ebs))));

const body =
  (member: keyof StoredImage['body']) =>
  (image: StoredImage): readonly string[] => {
    const value: unknown = image.body[member];
    return typeof value === 'string' || typeof value === 'boolean' ? filterValue(value) : [];
  };

/** The filters of DescribeImages, by their names in the API reference. */
export const imageFilters = (world: World, viewer: AccountId): FilterValues<StoredImage> => ({
  architecture: body('Architecture'),
  'block-device-mapping.delete-on-termination': ebs(({ DeleteOnTermination }) => DeleteOnTermination),
  'block-device-mapping.device-name': (image) =>
    devices(image).flatMap(({ DeviceName }) => filterValue(DeviceName)),
  'block-device-mapping.snapshot-id': snapshotIdsOf,
  'block-device-mapping.volume-size': ebs(({ VolumeSize }) => VolumeSize),
  'block-device-mapping.volume-type': ebs(({ VolumeType }) => VolumeType),
  'block-device-mapping.encrypted': ebs(({ Encrypted }) => Encrypted),
  'boot-mode': body('BootMode'),
  'creation-date': body('CreationDate'),
  description: body('Description'),
  'ena-support': body('EnaSupport'),
  'free-tier-eligible': body('FreeTierEligible'),
  hypervisor: body('Hypervisor'),
  'image-allowed': (image) => filterValue(isAllowed(world, image, viewer, image.region)),
  'image-id': ({ id }) => [id],
  'image-type': body('ImageType'),
  'image-watermark.source-image-id': (image) =>
    (image.body.ImageWatermarks ?? []).flatMap(({ SourceImageId }) => filterValue(SourceImageId)),
  'image-watermark.source-image-region': (image) =>
    (image.body.ImageWatermarks ?? []).flatMap(({ SourceImageRegion }) => filterValue(SourceImageRegion)),
  'image-watermark.watermark-key': (image) =>
    (image.body.ImageWatermarks ?? []).flatMap(({ WatermarkKey }) => filterValue(WatermarkKey)),
  'is-public': (image) => [String(isPublic(image))],
  'kernel-id': body('KernelId'),
  'manifest-location': body('ImageLocation'),
  name: body('Name'),
  'owner-alias': body('ImageOwnerAlias'),
  'owner-id': ({ owner }) => [owner],
  platform: (image) => body('Platform')(image).map((value) => value.toLowerCase()),
  'product-code': (image) =>
    (image.body.ProductCodes ?? []).flatMap(({ ProductCodeId }) => filterValue(ProductCodeId)),
  'product-code.type': (image) =>
    (image.body.ProductCodes ?? []).flatMap(({ ProductCodeType }) => filterValue(ProductCodeType)),
  'public-ssm-parameter-name': body('PublicSsmParameterName'),
  'ramdisk-id': body('RamdiskId'),
  'root-device-name': body('RootDeviceName'),
  'root-device-type': body('RootDeviceType'),
  'source-image-id': body('SourceImageId'),
  'source-image-region': body('SourceImageRegion'),
  'source-instance-id': body('SourceInstanceId'),
  state: ({ state }) => [state],
  'state-reason-code': (image) => filterValue(image.body.StateReason?.Code),
  'state-reason-message': (image) => filterValue(image.body.StateReason?.Message),
  'sriov-net-support': body('SriovNetSupport'),
  'virtualization-type': body('VirtualizationType'),
});
