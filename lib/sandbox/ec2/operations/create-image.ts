import type { BlockDeviceMapping, CreateImageRequest, CreateImageResult } from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { defaultKey } from '../copy-key.ts';
import type { ImageBody } from '../image.ts';
import type { StoredInstance } from '../instance.ts';
import { ownInstance } from '../instances.ts';
import { assertRoomForImage, descriptionOf, freeName, startImage } from '../new-image.ts';
import { startSnapshot } from '../new-snapshot.ts';
import { specifiedTags } from '../tags.ts';
import type { World } from '../world.ts';

const instanceOf = (world: World, id: string | undefined, context: CallContext): StoredInstance => {
  const instance = ownInstance(world, id, context);
  if (instance.state !== 'terminated') return instance;
  throw new AwsError(
    'IncorrectInstanceState',
    `The instance '${instance.id}' is not in a state from which an image can be made.`,
  );
};

/** What the image takes over from the one that the instance runs from, if that is still there. */
const inherited = (world: World, instance: StoredInstance): ImageBody => {
  const source = world.images.get(instance.image)?.body;
  return {
    Architecture: source?.Architecture ?? 'x86_64',
    VirtualizationType: source?.VirtualizationType ?? 'hvm',
    RootDeviceType: 'ebs',
    EnaSupport: source?.EnaSupport ?? true,
    ...(source?.BootMode === undefined ? {} : { BootMode: source.BootMode }),
    ...(source?.TpmSupport === undefined ? {} : { TpmSupport: source.TpmSupport }),
    ...(source?.ImdsSupport === undefined ? {} : { ImdsSupport: source.ImdsSupport }),
    ...(source?.ProductCodes === undefined ? {} : { ProductCodes: source.ProductCodes }),
    ...(source?.ImageWatermarks === undefined ? {} : { ImageWatermarks: source.ImageWatermarks }),
    RootDeviceName: instance.volumes[0]?.device,
    SourceInstanceId: instance.id,
    SourceImageId: instance.image,
    SourceImageRegion: instance.region,
  };
};

/** Snapshots of the instance's volumes, and those of the request's empty volumes and left-out devices, as a mapping. */
const mappingsOf = (
  world: World,
  instance: StoredInstance,
  input: CreateImageRequest,
  context: CallContext,
): readonly BlockDeviceMapping[] => {
  const asked = new Map((input.BlockDeviceMappings ?? []).map((mapping) => [mapping.DeviceName, mapping]));
  const tags = specifiedTags(input.TagSpecifications, 'snapshot', ['image', 'snapshot']);
  const { byDefault } = world.settings(context.caller.account, context.region).encryption;
  return instance.volumes.flatMap((volume): readonly BlockDeviceMapping[] => {
    const wish = asked.get(volume.device);
    if (wish?.NoDevice !== undefined) return [];
    const kmsKey = volume.kmsKey ?? (byDefault ? defaultKey(world, context) : null);
    const snapshot = startSnapshot(
      world,
      {
        sizeGiB: wish?.Ebs?.VolumeSize ?? volume.sizeGiB,
        volume: volume.volume,
        description: `Created by CreateImage(${instance.id})`,
        kmsKey,
        tags,
      },
      context,
    );
    return [
      {
        DeviceName: volume.device,
        Ebs: {
          DeleteOnTermination: wish?.Ebs?.DeleteOnTermination ?? true,
          VolumeType: wish?.Ebs?.VolumeType ?? 'gp3',
          VolumeSize: snapshot.sizeGiB,
          SnapshotId: snapshot.id,
          Encrypted: kmsKey !== null,
        },
      },
    ];
  });
};

/** An image of an own instance, of new snapshots of its volumes under their own keys. */
export const createImage = (
  world: World,
  input: CreateImageRequest,
  context: CallContext,
): CreateImageResult => {
  const instance = instanceOf(world, input.InstanceId, context);
  const name = freeName(world, input.Name, context);
  const tags = specifiedTags(input.TagSpecifications, 'image', ['image', 'snapshot']);
  const description = descriptionOf(input.Description);
  assertRoomForImage(world, context);
  context.beforeWrite();
  const body = {
    ...inherited(world, instance),
    Name: name,
    ...description,
    BlockDeviceMappings: [...mappingsOf(world, instance, input, context)],
  };
  const ending = { state: 'available' } as const;
  return { ImageId: startImage(world, { body, tags, delay: world.delays.create, ending }, context).id };
};
