import type { CallContext } from '../wire/service.ts';
import { AwsError } from '../wire/service.ts';
import type { ImageBody, StoredImage } from './image.ts';
import { invalidValue, missing } from './refusals.ts';
import type { Tags } from './tags.ts';
import type { World } from './world.ts';

// SDK documentation of RegisterImage.Name: 3 to 128 letters, digits and these characters.
const NAME = /^[a-zA-Z0-9 ()[\]./\-'@_]{3,128}$/;

/** The name, free in this account and region; throws MissingParameter, InvalidAMIName.Malformed or InvalidAMIName.Duplicate. */
export const freeName = (world: World, name: string | undefined, { caller, region }: CallContext): string => {
  if (name === undefined || name === '') throw missing('Name');
  if (!NAME.test(name)) {
    throw new AwsError(
      'InvalidAMIName.Malformed',
      'AMI names must be between 3 and 128 characters long, and may contain letters, numbers, and only these other characters.',
    );
  }
  const other = world.images.list(region, caller.account).find(({ body }) => body.Name === name);
  if (other === undefined) return name;
  throw new AwsError('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${other.id}`);
};

/** Throws ResourceLimitExceeded when the account's AMIs (disabled ones and the Recycle Bin's counted) are as many as its quota. */
export const assertRoomForImage = (world: World, { caller, region }: CallContext): void => {
  const quota = world.quotas(caller.account, region).images;
  const binned = [...world.bin.values()].filter(
    ({ image }) => image.owner === caller.account && image.region === region,
  );
  if (world.images.list(region, caller.account).length + binned.length < quota) return;
  throw new AwsError(
    'ResourceLimitExceeded',
    `You have reached your quota of ${String(quota)} for the number of images allowed in this Region. ` +
      'Deregister unused images, or request an increase in your AMIs quota.',
  );
};

export const descriptionOf = (description: string | undefined): { readonly Description?: string } => {
  if (description === undefined || description === '') return {};
  if (description.length > 255) throw invalidValue(description, 'description', 'Maximum 255 characters.');
  return { Description: description };
};

/** How the making ends. */
export type Ending = { readonly state: 'available' } | { readonly state: 'failed'; readonly message: string };

/** What is made, and how. `silent`: EC2 tells nobody (ImportImage). */
interface Making {
  readonly body: ImageBody;
  readonly tags: Tags;
  readonly delay: number;
  /** A function is asked at the end: what stands in the way by then counts. */
  readonly ending: Ending | (() => Ending);
  readonly silent?: boolean;
}

/** Puts a pending image into the world; after `delay` milliseconds it ends as it must, and EC2's own event says so. */
export const startImage = (
  world: World,
  made: Making,
  { caller, region, requestId }: CallContext,
): StoredImage => {
  const id = world.mint.id('ami');
  const image: StoredImage = {
    id,
    sequence: world.mint.sequence(),
    owner: caller.account,
    region,
    state: 'pending',
    body: {
      CreationDate: world.clock.now().toISOString(),
      ImageLocation: `${caller.account}/${made.body.Name ?? ''}`,
      ImageType: 'machine',
      Hypervisor: 'xen',
      PlatformDetails: 'Linux/UNIX',
      UsageOperation: 'RunInstances',
      ...made.body,
    },
    permission: [],
    tags: made.tags,
    deprecateAt: null,
    protection: { kind: 'off' },
    launches: [],
  };
  world.images.put(image);
  const settle = (): void => {
    end(world, id, made, requestId);
  };
  if (made.delay === 0) settle();
  else world.clock.after(made.delay, settle);
  return image;
};

const end = (world: World, id: string, made: Making, requestId: string): void => {
  const image = world.images.get(id);
  // Deregistered, or vanished, while it was still being made.
  if (image?.state !== 'pending') return;
  const { silent } = made;
  const ending = typeof made.ending === 'function' ? made.ending() : made.ending;
  const message = ending.state === 'failed' ? ending.message : null;
  world.images.put({
    ...image,
    state: ending.state,
    body:
      message === null
        ? image.body
        : { ...image.body, StateReason: { Code: 'Client.InternalError', Message: message } },
  });
  if (silent === true) return;
  const { owner: account, region } = image;
  world.announce({
    account,
    region,
    image: id,
    state: ending.state,
    requestId,
    message,
    at: world.clock.now(),
  });
};
