import type {
  DisableAllowedImagesSettingsRequest,
  DisableAllowedImagesSettingsResult,
  EnableAllowedImagesSettingsRequest,
  EnableAllowedImagesSettingsResult,
  GetAllowedImagesSettingsRequest,
  GetAllowedImagesSettingsResult,
  ReplaceImageCriteriaInAllowedImagesSettingsRequest,
  ReplaceImageCriteriaInAllowedImagesSettingsResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { invalidValue, isAccountId, managedElsewhere } from '../refusals.ts';
import type { RegionSettings } from '../settings.ts';
import type { World } from '../world.ts';

// SDK documentation of ImageCriterionRequest: providers by alias or account id, or `none`; at most ten criteria.
const PROVIDERS = ['amazon', 'aws-marketplace', 'aws-backup-vault', 'none'];
const MOST_CRITERIA = 10;

const change = (
  world: World,
  changes: Partial<RegionSettings['allowedImages']>,
  context: CallContext,
): void => {
  const { account } = context.caller;
  const { allowedImages } = world.settings(account, context.region);
  if (allowedImages.managedBy !== 'account') throw managedElsewhere('Allowed AMIs');
  context.beforeWrite();
  world.change(account, context.region, { allowedImages: { ...allowedImages, ...changes } });
};

export const getAllowedImagesSettings = (
  world: World,
  _input: GetAllowedImagesSettingsRequest,
  { caller, region }: CallContext,
): GetAllowedImagesSettingsResult => {
  const { state, criteria, managedBy } = world.settings(caller.account, region).allowedImages;
  return { State: state, ImageCriteria: [...criteria], ManagedBy: managedBy };
};

/** `enabled` hides other accounts' images that meet no criterion and refuses to launch them; `audit-mode` only marks them. */
export const enableAllowedImagesSettings = (
  world: World,
  input: EnableAllowedImagesSettingsRequest,
  context: CallContext,
): EnableAllowedImagesSettingsResult => {
  const { AllowedImagesSettingsState: state } = input;
  if (state !== 'enabled' && state !== 'audit-mode') {
    throw invalidValue(String(state), 'AllowedImagesSettingsState');
  }
  change(world, { state }, context);
  return { AllowedImagesSettingsState: state };
};

export const disableAllowedImagesSettings = (
  world: World,
  _input: DisableAllowedImagesSettingsRequest,
  context: CallContext,
): DisableAllowedImagesSettingsResult => {
  change(world, { state: 'disabled' }, context);
  return { AllowedImagesSettingsState: 'disabled' };
};

export const replaceImageCriteriaInAllowedImagesSettings = (
  world: World,
  input: ReplaceImageCriteriaInAllowedImagesSettingsRequest,
  context: CallContext,
): ReplaceImageCriteriaInAllowedImagesSettingsResult => {
  const criteria = input.ImageCriteria ?? [];
  if (criteria.length > MOST_CRITERIA) {
    throw new AwsError(
      'InvalidParameterValue',
      `At most ${String(MOST_CRITERIA)} image criteria can be specified.`,
    );
  }
  for (const provider of criteria.flatMap(({ ImageProviders }) => ImageProviders ?? [])) {
    if (!PROVIDERS.includes(provider) && !isAccountId(provider))
      throw invalidValue(provider, 'ImageProvider');
  }
  change(world, { criteria }, context);
  return { ReturnValue: true };
};
