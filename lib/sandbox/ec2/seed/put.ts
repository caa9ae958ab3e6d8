import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import type { AccountId, Region } from '../../../model/ids.ts';
import type { Principal } from '../../../model/principal.ts';
import type { StoredImage } from '../image.ts';
import type { Tags } from '../tags.ts';
import type { World } from '../world.ts';

interface Place {
  readonly account: AccountId;
  readonly region: Region;
  readonly id: string;
}

const AGO_MS = 30 * 86_400_000;

const monthAgo = (world: World): Date => new Date(world.clock.now().getTime() - AGO_MS);

const keptAt = (world: World, { account, region, id }: Place) => ({
  id,
  owner: account,
  region,
  sequence: world.mint.sequence(),
});

/** A completed snapshot of 8 GiB that has been there for a month. */
export const putSnapshot = (
  world: World,
  parts: Place & { readonly description: string; readonly kmsKey?: string; readonly tags?: Tags },
): void => {
  const startedAt = monthAgo(world);
  world.snapshots.place({
    ...keptAt(world, parts),
    state: 'completed',
    tier: 'standard',
    sizeGiB: 8,
    volume: 'vol-ffffffff',
    description: parts.description,
    kmsKey: parts.kmsKey ?? null,
    startedAt,
    completedAt: startedAt,
    permission: [],
    tags: parts.tags ?? {},
  });
};

/** An available image on one snapshot, a month old. The snapshot says whether it is encrypted. */
export const putImage = (
  world: World,
  parts: Place & {
    readonly name: string;
    readonly snapshot: string;
    readonly tags: Tags;
    readonly permission?: readonly Principal[];
    readonly createdAt?: string;
  },
): StoredImage => {
  const device: BlockDeviceMapping = {
    DeviceName: '/dev/xvda',
    Ebs: {
      SnapshotId: parts.snapshot,
      VolumeSize: 8,
      VolumeType: 'gp3',
      DeleteOnTermination: true,
      Encrypted: (world.snapshots.get(parts.snapshot)?.kmsKey ?? null) !== null,
    },
  };
  const image: StoredImage = {
    ...keptAt(world, parts),
    state: 'available',
    body: {
      Name: parts.name,
      CreationDate: parts.createdAt ?? monthAgo(world).toISOString(),
      ImageLocation: `${parts.account}/${parts.name}`,
      ImageType: 'machine',
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
      Hypervisor: 'xen',
      RootDeviceType: 'ebs',
      RootDeviceName: '/dev/xvda',
      BootMode: 'uefi-preferred',
      EnaSupport: true,
      ImdsSupport: 'v2.0',
      PlatformDetails: 'Linux/UNIX',
      UsageOperation: 'RunInstances',
      BlockDeviceMappings: [device],
    },
    permission: parts.permission ?? [],
    tags: parts.tags,
    deprecateAt: null,
    protection: { kind: 'off' },
    launches: [],
  };
  world.images.place(image);
  return image;
};

/** A running instance with one volume of 8 GiB. */
export const putInstance = (
  world: World,
  parts: Place & { readonly image: string; readonly kmsKey: string | null },
): void => {
  world.instances.place({
    ...keptAt(world, parts),
    image: parts.image,
    type: 't3.micro',
    state: 'running',
    launchedAt: monthAgo(world),
    volumes: [{ device: '/dev/xvda', volume: world.mint.id('vol'), sizeGiB: 8, kmsKey: parts.kmsKey }],
    tags: {},
  });
};

/** A launch template with one version that names an image. */
export const putTemplate = (
  world: World,
  parts: Place & { readonly name: string; readonly image: string },
): void => {
  const createdAt = monthAgo(world);
  world.templates.place({
    ...keptAt(world, parts),
    name: parts.name,
    createdAt,
    createdBy: `arn:aws:iam::${parts.account}:root`,
    defaultVersion: 1,
    versions: [{ number: 1, description: null, data: { ImageId: parts.image }, createdAt }],
    tags: {},
  });
};
