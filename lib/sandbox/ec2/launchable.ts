import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { CallContext } from '../wire/service.ts';
import { AwsError } from '../wire/service.ts';
import { mayLaunch } from './access.ts';
import { isAllowed } from './allowed.ts';
import { keysOf } from './encrypted.ts';
import type { StoredImage } from './image.ts';
import type { StoredTemplate } from './instance.ts';
import { mayUseKey } from './keys.ts';
import {
  imageDeregistered,
  imageIdOf,
  imageNotFound,
  imageUnavailable,
  missing,
  notAuthorizedForImages,
} from './refusals.ts';
import { findTemplate, versionOf } from './templates.ts';
import type { World } from './world.ts';

/** `resolve:ssm:<parameter>` as the image that the parameter names, any other text as it is. */
const resolved = (
  world: World,
  id: string | undefined,
  { caller, region }: CallContext,
): string | undefined => {
  const name = /^resolve:ssm:([^:]+)/.exec(id ?? '')?.[1];
  if (name === undefined) return id;
  const found = world.parameters.find(
    (parameter) =>
      parameter.account === caller.account && parameter.region === region && parameter.name === name,
  );
  if (found !== undefined) return found.image;
  throw new AwsError('InvalidParameterValue', `The SSM parameter ${name} does not exist.`);
};

const templateData = (
  world: World,
  input: RunInstancesRequest,
  context: CallContext,
): StoredTemplate['versions'][number]['data'] => {
  const named = input.LaunchTemplate;
  if (named === undefined) return {};
  return versionOf(findTemplate(world, named, context), named.Version ?? '$Default').data;
};

const assertKeysUsable = (world: World, image: StoredImage, { caller }: CallContext): void => {
  for (const arn of keysOf(world, image)) {
    const key = world.keys.get(arn);
    if (key !== null && mayUseKey(key, caller.account, (account) => world.membership(account))) continue;
    throw new AwsError(
      'InvalidParameterValue',
      `The KMS key ${arn} of image ${image.id} is not accessible to ${caller.account}.`,
    );
  }
};

/**
 * The image and type to launch, from the request or its launch template. Throws InvalidAMIID.NotFound, .Unavailable
 * (deregistered, pending, disabled), AuthFailure without launch permission, InvalidParameterValue when Allowed AMIs forbid it
 * or a key may not be used.
 */
export const launchableImage = (
  world: World,
  input: RunInstancesRequest,
  context: CallContext,
): { readonly image: StoredImage; readonly type: string } => {
  const { caller, region } = context;
  const data = templateData(world, input, context);
  const named = resolved(world, input.ImageId ?? data.ImageId, context);
  if (named === undefined) throw missing('ImageId');
  const id = imageIdOf(named);
  const image = world.images.get(id);
  if (image?.region !== region)
    throw world.deregistered.has(id) ? imageDeregistered(id) : imageNotFound([id]);
  if (!mayLaunch(world, image, caller.account)) throw notAuthorizedForImages([id]);
  if (image.state !== 'available') throw imageUnavailable(id, image.state);
  const { state } = world.settings(caller.account, region).allowedImages;
  if (state === 'enabled' && isAllowed(world, image, caller.account, region) !== true) {
    throw new AwsError(
      'InvalidParameterValue',
      `The image ${id} is not allowed by the Allowed AMIs settings.`,
    );
  }
  assertKeysUsable(world, image, context);
  return { image, type: input.InstanceType ?? data.InstanceType ?? 'm1.small' };
};
