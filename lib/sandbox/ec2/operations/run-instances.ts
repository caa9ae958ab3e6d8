import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  Instance,
  Reservation,
  RunInstancesRequest,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { createFilter } from '../filter.ts';
import type { StoredImage } from '../image.ts';
import type { StoredInstance } from '../instance.ts';
import { instanceIdOf, ownInstance } from '../instances.ts';
import { launchableImage } from '../launchable.ts';
import { pageOf } from '../page.ts';
import { missing } from '../refusals.ts';
import { specifiedTags, tagMember } from '../tags.ts';
import type { World } from '../world.ts';

const CODES = { pending: 0, running: 16, terminated: 48 } as const;

const DAY_MS = 86_400_000;

const instanceView = (instance: StoredInstance): Instance => ({
  InstanceId: instance.id,
  ImageId: instance.image,
  InstanceType: instance.type as Instance['InstanceType'] & string,
  State: { Code: CODES[instance.state], Name: instance.state },
  LaunchTime: instance.launchedAt,
  RootDeviceType: 'ebs',
  ...(instance.volumes[0] === undefined ? {} : { RootDeviceName: instance.volumes[0].device }),
  BlockDeviceMappings: instance.volumes.map(({ device, volume }) => ({
    DeviceName: device,
    Ebs: { VolumeId: volume, Status: 'attached', DeleteOnTermination: true },
  })),
  ...tagMember(instance.tags),
});

const reservation = (world: World, instances: readonly StoredInstance[], owner: string): Reservation => ({
  ReservationId: world.mint.id('r'),
  OwnerId: owner,
  Instances: instances.map(instanceView),
});

const launch = (
  world: World,
  image: StoredImage,
  parts: Pick<StoredInstance, 'type' | 'tags'>,
  { caller, region }: CallContext,
): StoredInstance => {
  const instance: StoredInstance = {
    id: world.mint.id('i'),
    sequence: world.mint.sequence(),
    owner: caller.account,
    region,
    image: image.id,
    state: 'pending',
    launchedAt: world.clock.now(),
    volumes: (image.body.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
      Ebs === undefined
        ? []
        : [
            {
              device: DeviceName ?? '',
              volume: world.mint.id('vol'),
              sizeGiB: Ebs.VolumeSize ?? 8,
              kmsKey: world.snapshots.get(Ebs.SnapshotId ?? '')?.kmsKey ?? null,
            },
          ],
    ),
    ...parts,
  };
  world.instances.put(instance);
  world.clock.after(world.delays.snapshot, () => {
    const latest = world.instances.get(instance.id);
    if (latest?.state === 'pending') world.instances.put({ ...latest, state: 'running' });
  });
  return instance;
};

/** Notes a launch on the image; of those that AWS does not tell yet, and the latest that it does, none is forgotten. */
const noteLaunch = (world: World, image: StoredImage): void => {
  const now = world.clock.now();
  const told = image.launches.findLastIndex((at) => Date.parse(at) <= now.getTime() - DAY_MS);
  const launches = [...image.launches.slice(Math.max(told, 0)), now.toISOString()];
  world.images.put({ ...image, launches });
};

/** Launches from an image that the caller may launch; networks, key pairs and the like are taken and ignored. */
export const runInstances = (world: World, input: RunInstancesRequest, context: CallContext): Reservation => {
  const { image, type } = launchableImage(world, input, context);
  const { MinCount: least, MaxCount: most } = input;
  if (least === undefined) throw missing('MinCount');
  if (most === undefined) throw missing('MaxCount');
  if (least < 1 || most < least) {
    throw new AwsError('InvalidParameterValue', 'The MinCount and MaxCount parameters are invalid.');
  }
  const taggable = ['instance', 'volume', 'network-interface', 'spot-instances-request'] as const;
  const tags = specifiedTags(input.TagSpecifications, 'instance', taggable);
  context.beforeWrite();
  const instances = Array.from({ length: most }, () => launch(world, image, { type, tags }, context));
  noteLaunch(world, image);
  return reservation(world, instances, context.caller.account);
};

export const describeInstances = (
  world: World,
  input: DescribeInstancesRequest,
  context: CallContext,
): DescribeInstancesResult => {
  const { caller, region } = context;
  const wanted = (input.InstanceIds ?? []).map(instanceIdOf);
  if (wanted.length > 0 && input.MaxResults !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  const matches = createFilter<StoredInstance>(
    input.Filters,
    {
      'image-id': ({ image }) => [image],
      'instance-id': ({ id }) => [id],
      'instance-state-name': ({ state }) => [state],
      'instance-type': ({ type }) => [type],
      'owner-id': ({ owner }) => [owner],
    },
    ({ tags }) => tags,
  );
  const all = world.instances.list(region, caller.account);
  const unknown = wanted.filter((id) => !all.some((instance) => instance.id === id));
  if (unknown.length > 0) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance IDs '${unknown.join(', ')}' do not exist`);
  }
  const { items, token } = pageOf(
    all.filter(({ id }) => wanted.length === 0 || wanted.includes(id)).filter(matches),
    input,
    { least: 5, most: 1_000 },
  );
  return {
    Reservations: items.map((instance) => ({
      ReservationId: instance.id.replace(/^i-/, 'r-'),
      OwnerId: caller.account,
      Instances: [instanceView(instance)],
    })),
    ...token,
  };
};

/** Ends own instances: all that are named, or none. */
export const terminateInstances = (
  world: World,
  input: TerminateInstancesRequest,
  context: CallContext,
): TerminateInstancesResult => {
  const ids = input.InstanceIds ?? [];
  if (ids.length === 0) throw missing('InstanceId');
  const instances = ids.map((id) => ownInstance(world, id, context));
  context.beforeWrite();
  return {
    TerminatingInstances: instances.map((instance) => {
      world.instances.put({ ...instance, state: 'terminated' });
      return {
        InstanceId: instance.id,
        PreviousState: { Code: CODES[instance.state], Name: instance.state },
        CurrentState: { Code: CODES.terminated, Name: 'terminated' },
      };
    }),
  };
};
