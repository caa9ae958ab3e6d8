import type {
  BlockDeviceMapping,
  RegisterImageRequest,
  RegisterImageResult,
  VirtualizationType,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { mayCopy } from '../access.ts';
import { usableSnapshot } from '../find.ts';
import type { ImageBody } from '../image.ts';
import { assertRoomForImage, descriptionOf, freeName, startImage } from '../new-image.ts';
import { invalidValue } from '../refusals.ts';
import { specifiedTags } from '../tags.ts';
import type { World } from '../world.ts';

/** The mapping as the image keeps it: sizes and encryption are the snapshot's. */
const mappingOf = (world: World, mapping: BlockDeviceMapping, context: CallContext): BlockDeviceMapping => {
  const { DeviceName, Ebs, VirtualName } = mapping;
  if (Ebs?.SnapshotId === undefined) {
    if (Ebs === undefined) return { DeviceName, VirtualName };
    return {
      DeviceName,
      Ebs: { DeleteOnTermination: true, VolumeType: 'gp2', VolumeSize: 8, Encrypted: false, ...Ebs },
    };
  }
  if (Ebs.Encrypted !== undefined || Ebs.KmsKeyId !== undefined) {
    throw new AwsError(
      'InvalidBlockDeviceMapping',
      `the encrypted flag cannot be specified since device ${DeviceName ?? ''} has a snapshot specified.`,
    );
  }
  const snapshot = usableSnapshot(world, Ebs.SnapshotId, context, mayCopy);
  if (snapshot.state !== 'completed') {
    throw new AwsError('IncorrectState', `Snapshot '${snapshot.id}' is not 'completed'`);
  }
  const size = Ebs.VolumeSize ?? snapshot.sizeGiB;
  if (size < snapshot.sizeGiB) {
    throw new AwsError(
      'InvalidBlockDeviceMapping',
      `Volume of size ${String(size)}GB is smaller than snapshot '${snapshot.id}', expect size >= ${String(snapshot.sizeGiB)}GB`,
    );
  }
  return {
    DeviceName,
    Ebs: {
      DeleteOnTermination: true,
      VolumeType: 'gp2',
      ...Ebs,
      VolumeSize: size,
      Encrypted: snapshot.kmsKey !== null,
    },
  };
};

const virtualizationOf = (type: string | undefined): VirtualizationType => {
  switch (type) {
    case undefined:
    case 'paravirtual':
      return 'paravirtual';
    case 'hvm':
      return 'hvm';
    default:
      throw invalidValue(type, 'virtualizationType');
  }
};

const bodyOf = (world: World, input: RegisterImageRequest, context: CallContext): ImageBody => {
  const name = freeName(world, input.Name, context);
  const mappings = (input.BlockDeviceMappings ?? []).map((mapping) => mappingOf(world, mapping, context));
  const stored = input.ImageLocation !== undefined;
  const root = input.RootDeviceName ?? (stored ? undefined : mappings[0]?.DeviceName);
  if (!stored && (root === undefined || !mappings.some(({ DeviceName }) => DeviceName === root))) {
    throw new AwsError('InvalidBlockDeviceMapping', 'The request must contain a mapping of the root device.');
  }
  return {
    Name: name,
    ...descriptionOf(input.Description),
    Architecture: input.Architecture ?? 'i386',
    VirtualizationType: virtualizationOf(input.VirtualizationType),
    RootDeviceType: stored ? 'instance-store' : 'ebs',
    ...(root === undefined ? {} : { RootDeviceName: root }),
    BlockDeviceMappings: mappings,
    EnaSupport: input.EnaSupport ?? false,
    ...(input.SriovNetSupport === undefined ? {} : { SriovNetSupport: input.SriovNetSupport }),
    ...(input.BootMode === undefined ? {} : { BootMode: input.BootMode }),
    ...(input.TpmSupport === undefined ? {} : { TpmSupport: input.TpmSupport }),
    ...(input.ImdsSupport === undefined ? {} : { ImdsSupport: input.ImdsSupport }),
    ...(input.KernelId === undefined ? {} : { KernelId: input.KernelId }),
    ...(input.RamdiskId === undefined ? {} : { RamdiskId: input.RamdiskId }),
    ...(input.ImageLocation === undefined ? {} : { ImageLocation: input.ImageLocation }),
  };
};

/** An image from snapshots that are there already. Its defaults are EC2's: i386 and paravirtual. */
export const registerImage = (
  world: World,
  input: RegisterImageRequest,
  context: CallContext,
): RegisterImageResult => {
  const body = bodyOf(world, input, context);
  const tags = specifiedTags(input.TagSpecifications, 'image', ['image']);
  assertRoomForImage(world, context);
  context.beforeWrite();
  const ending = { state: 'available' } as const;
  const image = startImage(world, { body, tags, delay: world.delays.register, ending }, context);
  return { ImageId: image.id };
};
