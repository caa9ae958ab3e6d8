import type {
  DisableEbsEncryptionByDefaultRequest,
  DisableEbsEncryptionByDefaultResult,
  EnableEbsEncryptionByDefaultRequest,
  EnableEbsEncryptionByDefaultResult,
  GetEbsDefaultKmsKeyIdRequest,
  GetEbsDefaultKmsKeyIdResult,
  GetEbsEncryptionByDefaultRequest,
  GetEbsEncryptionByDefaultResult,
  ModifyEbsDefaultKmsKeyIdRequest,
  ModifyEbsDefaultKmsKeyIdResult,
  ResetEbsDefaultKmsKeyIdRequest,
  ResetEbsDefaultKmsKeyIdResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { defaultKey } from '../copy-key.ts';
import { missing } from '../refusals.ts';
import type { RegionSettings } from '../settings.ts';
import type { World } from '../world.ts';

const change = (world: World, changes: Partial<RegionSettings['encryption']>, context: CallContext): void => {
  const { account } = context.caller;
  const { encryption } = world.settings(account, context.region);
  context.beforeWrite();
  world.change(account, context.region, { encryption: { ...encryption, ...changes } });
};

export const getEbsEncryptionByDefault = (
  world: World,
  _input: GetEbsEncryptionByDefaultRequest,
  { caller, region }: CallContext,
): GetEbsEncryptionByDefaultResult => ({
  EbsEncryptionByDefault: world.settings(caller.account, region).encryption.byDefault,
});

export const enableEbsEncryptionByDefault = (
  world: World,
  _input: EnableEbsEncryptionByDefaultRequest,
  context: CallContext,
): EnableEbsEncryptionByDefaultResult => {
  change(world, { byDefault: true }, context);
  return { EbsEncryptionByDefault: true };
};

export const disableEbsEncryptionByDefault = (
  world: World,
  _input: DisableEbsEncryptionByDefaultRequest,
  context: CallContext,
): DisableEbsEncryptionByDefaultResult => {
  change(world, { byDefault: false }, context);
  return { EbsEncryptionByDefault: false };
};

/** The alias as long as no key was chosen, as EC2 answers. */
export const getEbsDefaultKmsKeyId = (
  world: World,
  _input: GetEbsDefaultKmsKeyIdRequest,
  { caller, region }: CallContext,
): GetEbsDefaultKmsKeyIdResult => ({
  KmsKeyId: world.settings(caller.account, region).encryption.key ?? 'alias/aws/ebs',
});

export const modifyEbsDefaultKmsKeyId = (
  world: World,
  input: ModifyEbsDefaultKmsKeyIdRequest,
  context: CallContext,
): ModifyEbsDefaultKmsKeyIdResult => {
  if (input.KmsKeyId === undefined) throw missing('KmsKeyId');
  const key = world.keys.resolve(input.KmsKeyId, context.caller.account, context.region).arn;
  change(world, { key }, context);
  return { KmsKeyId: key };
};

export const resetEbsDefaultKmsKeyId = (
  world: World,
  _input: ResetEbsDefaultKmsKeyIdRequest,
  context: CallContext,
): ResetEbsDefaultKmsKeyIdResult => {
  change(world, { key: null }, context);
  return { KmsKeyId: defaultKey(world, context) };
};
