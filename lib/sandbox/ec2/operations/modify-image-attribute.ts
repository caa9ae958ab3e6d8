import type { ModifyImageAttributeRequest, ResetImageAttributeRequest } from '@aws-sdk/client-ec2';
import { principalKey, type Principal } from '../../../model/principal.ts';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { isEncrypted, keysOf } from '../encrypted.ts';
import { available, ownImage } from '../find.ts';
import { isPublic, type StoredImage } from '../image.ts';
import { requestedAttribute, type ModifiedPermission } from '../modified-attribute.ts';
import { invalidValue } from '../refusals.ts';
import type { World } from '../world.ts';

const limitExceeded = (message: string): AwsError => new AwsError('ResourceLimitExceeded', message);

/** The rules for making an image public, in the order in which EC2 was seen to check them. */
const assertMayBePublic = (world: World, image: StoredImage, { caller, region }: CallContext): void => {
  const { imageBlock } = world.settings(caller.account, region);
  const quotas = world.quotas(caller.account, region);
  if (imageBlock.state === 'block-new-sharing') {
    throw new AwsError(
      'OperationNotPermitted',
      "You can't publicly share this image because block public access for AMIs is enabled for this account. " +
        'To publicly share the image, you must call the DisableImageBlockPublicAccess API.',
    );
  }
  if (isEncrypted(world, image)) {
    throw new AwsError(
      'UnsupportedOperation',
      "Encrypted snapshots can't be shared publicly. Specify another snapshot.",
    );
  }
  if ((image.body.ProductCodes ?? []).length > 0) {
    throw new AwsError(
      'UnsupportedOperation',
      `The image ${image.id} has product codes and can't be made public.`,
    );
  }
  const publicImages = [
    ...world.images.list(region, caller.account),
    ...[...world.bin.values()]
      .map((binned) => binned.image)
      .filter((binned) => binned.owner === caller.account && binned.region === region),
  ].filter(isPublic);
  if (!isPublic(image) && publicImages.length >= quotas.publicImages) {
    throw limitExceeded(
      `You have reached your quota of ${String(quotas.publicImages)} for the number of public images allowed in this ` +
        'Region. Deregister unused public images or make them private, or request an increase in your public AMIs quota.',
    );
  }
};

const assertMayBeShared = (world: World, image: StoredImage): void => {
  const managed = keysOf(world, image).some((arn) => world.keys.get(arn)?.managed === true);
  if (!managed) return;
  throw new AwsError(
    'InvalidParameter',
    "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot.",
  );
};

const permissionAfter = (image: StoredImage, { add, remove }: ModifiedPermission): readonly Principal[] => {
  const after = new Map(image.permission.map((principal) => [principalKey(principal), principal]));
  for (const principal of add) after.set(principalKey(principal), principal);
  for (const principal of remove) after.delete(principalKey(principal));
  return [...after.values()];
};

/** The quota counts accounts, organisations and units, one each; everybody is none. */
const countShares = (permission: readonly Principal[]): number =>
  permission.filter(({ kind }) => kind !== 'public').length;

const shared = (
  world: World,
  image: StoredImage,
  change: ModifiedPermission,
  context: CallContext,
): StoredImage => {
  available(image);
  if (change.add.length > 0) assertMayBeShared(world, image);
  if (change.add.some(({ kind }) => kind === 'public')) assertMayBePublic(world, image, context);
  const permission = permissionAfter(image, change);
  const { sharesPerImage } = world.quotas(context.caller.account, context.region);
  const shares = countShares(permission);
  if (shares > sharesPerImage && shares > countShares(image.permission)) {
    throw limitExceeded(
      `You have reached your quota of ${String(sharesPerImage)} for the number of entities that an image can be shared with.`,
    );
  }
  return { ...image, permission };
};

/** Changes one attribute of an own image, in the newer form of the request or the older one. */
export const modifyImageAttribute = (
  world: World,
  input: ModifyImageAttributeRequest,
  context: CallContext,
): undefined => {
  const change = requestedAttribute(input);
  const image = ownImage(world, input.ImageId, context);
  const after = changed(world, image, change, context);
  context.beforeWrite();
  world.images.put(after);
};

const changed = (
  world: World,
  image: StoredImage,
  change: ReturnType<typeof requestedAttribute>,
  context: CallContext,
): StoredImage => {
  switch (change.kind) {
    case 'permission':
      return shared(world, image, change, context);
    case 'description':
      return { ...image, body: { ...available(image).body, Description: change.value } };
    case 'imds-support':
      // Only v2.0 may be set, and nothing unsets it (SDK documentation of ModifyImageAttribute.ImdsSupport).
      if (change.value !== 'v2.0') throw invalidValue(change.value, 'imdsSupport');
      return { ...image, body: { ...available(image).body, ImdsSupport: 'v2.0' } };
  }
};

/** Takes all launch permissions away, as EC2 does; ami-warden never calls it. */
export const resetImageAttribute = (
  world: World,
  input: ResetImageAttributeRequest,
  context: CallContext,
): undefined => {
  if (input.Attribute !== 'launchPermission') throw invalidValue(String(input.Attribute), 'attribute');
  const image = available(ownImage(world, input.ImageId, context));
  context.beforeWrite();
  world.images.put({ ...image, permission: [] });
};
