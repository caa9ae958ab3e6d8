import type { BlockDeviceMapping, Image } from '@aws-sdk/client-ec2';
import { Fault } from '../model/fault.ts';
import { AccountId, SnapshotId } from '../model/ids.ts';
import { IMAGE_STATES, type BlockDevice, type ImageFacts } from '../model/image.ts';

const unknownShape = (what: string): Fault =>
  new Fault('DescribeImages', 'UnknownShape', what, { retryable: false });

const snapshotOf = (device: string, id: string | undefined): SnapshotId | null => {
  if (id === undefined || id === '') return null;
  const parsed = SnapshotId.safeParse(id);
  if (parsed.success) return parsed.data;
  throw unknownShape(`${device} names the snapshot "${id}", which is no snapshot id`);
};

const blockDevice = (mapping: BlockDeviceMapping): BlockDevice => {
  const device = mapping.DeviceName ?? '';
  if (!mapping.Ebs) return { kind: 'instance-store', device };
  return {
    kind: 'ebs',
    device,
    snapshot: snapshotOf(device, mapping.Ebs.SnapshotId),
    encrypted: mapping.Ebs.Encrypted ?? null,
    sizeGiB: mapping.Ebs.VolumeSize ?? null,
  };
};

const tagsOf = (image: Image): Readonly<Record<string, string>> =>
  Object.fromEntries((image.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/**
 * What DescribeImages says of one image. Throws a `Fault` of code `UnknownShape` where a guess would let something pass:
 * no word on whether it is public, or a snapshot that has no snapshot's id.
 */
export const imageFacts = (image: Image): ImageFacts => {
  if (image.Public === undefined) {
    throw unknownShape(`${image.ImageId ?? 'an image'} comes without the member "isPublic"`);
  }
  return {
    name: image.Name ?? null,
    description: image.Description ?? null,
    state: IMAGE_STATES.find((state) => state === image.State) ?? 'unknown',
    public: image.Public,
    createdAt: image.CreationDate ?? null,
    deprecatedAt: image.DeprecationTime ?? null,
    lastLaunchedAt: image.LastLaunchedTime ?? null,
    architecture: image.Architecture ?? null,
    virtualization: image.VirtualizationType ?? null,
    rootDeviceType: image.RootDeviceType ?? null,
    rootDeviceName: image.RootDeviceName ?? null,
    bootMode: image.BootMode ?? null,
    imdsSupport: image.ImdsSupport ?? null,
    tpmSupport: image.TpmSupport ?? null,
    enaSupport: image.EnaSupport ?? null,
    platform: image.PlatformDetails ?? image.Platform ?? null,
    sourceImage: image.SourceImageId ?? null,
    sourceRegion: image.SourceImageRegion ?? null,
    sourceInstance: image.SourceInstanceId ?? null,
    owner: AccountId.safeParse(image.OwnerId).data ?? null,
    ownerAlias: image.ImageOwnerAlias ?? null,
    deregistrationProtection: image.DeregistrationProtection ?? null,
    productCodes: (image.ProductCodes ?? []).flatMap(({ ProductCodeId }) => ProductCodeId ?? []),
    watermarks: (image.ImageWatermarks ?? []).flatMap(({ WatermarkKey }) => WatermarkKey ?? []),
    tags: tagsOf(image),
    devices: (image.BlockDeviceMappings ?? []).map(blockDevice),
  };
};
