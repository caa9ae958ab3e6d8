import type {
  DisableImageBlockPublicAccessRequest,
  DisableImageBlockPublicAccessResult,
  DisableSnapshotBlockPublicAccessRequest,
  DisableSnapshotBlockPublicAccessResult,
  EnableImageBlockPublicAccessRequest,
  EnableImageBlockPublicAccessResult,
  EnableSnapshotBlockPublicAccessRequest,
  EnableSnapshotBlockPublicAccessResult,
  GetImageBlockPublicAccessStateRequest,
  GetImageBlockPublicAccessStateResult,
  GetSnapshotBlockPublicAccessStateRequest,
  GetSnapshotBlockPublicAccessStateResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { invalidValue, managedElsewhere } from '../refusals.ts';
import type { RegionSettings } from '../settings.ts';
import type { World } from '../world.ts';

type ImageBlock = RegionSettings['imageBlock']['state'];
type SnapshotBlock = RegionSettings['snapshotBlock']['state'];

const setImageBlock = (world: World, state: ImageBlock, context: CallContext): void => {
  const { account } = context.caller;
  const { imageBlock } = world.settings(account, context.region);
  if (imageBlock.managedBy !== 'account') throw managedElsewhere('image block public access');
  context.beforeWrite();
  world.change(account, context.region, { imageBlock: { state, managedBy: 'account' } });
};

/** Refuses public shares from now on. Images that are public already stay public. */
export const enableImageBlockPublicAccess = (
  world: World,
  input: EnableImageBlockPublicAccessRequest,
  context: CallContext,
): EnableImageBlockPublicAccessResult => {
  const { ImageBlockPublicAccessState: state } = input;
  if (state !== 'block-new-sharing') throw invalidValue(String(state), 'ImageBlockPublicAccessState');
  setImageBlock(world, state, context);
  return { ImageBlockPublicAccessState: state };
};

export const disableImageBlockPublicAccess = (
  world: World,
  _input: DisableImageBlockPublicAccessRequest,
  context: CallContext,
): DisableImageBlockPublicAccessResult => {
  setImageBlock(world, 'unblocked', context);
  return { ImageBlockPublicAccessState: 'unblocked' };
};

export const getImageBlockPublicAccessState = (
  world: World,
  _input: GetImageBlockPublicAccessStateRequest,
  { caller, region }: CallContext,
): GetImageBlockPublicAccessStateResult => {
  const { state, managedBy } = world.settings(caller.account, region).imageBlock;
  return { ImageBlockPublicAccessState: state, ManagedBy: managedBy };
};

const setSnapshotBlock = (world: World, state: SnapshotBlock, context: CallContext): void => {
  const { account } = context.caller;
  const { snapshotBlock } = world.settings(account, context.region);
  if (snapshotBlock.managedBy !== 'account') throw managedElsewhere('snapshot block public access');
  context.beforeWrite();
  world.change(account, context.region, { snapshotBlock: { state, managedBy: 'account' } });
};

/** `block-new-sharing` refuses public shares from now on; `block-all-sharing` hides the public snapshots that there are, too. */
export const enableSnapshotBlockPublicAccess = (
  world: World,
  input: EnableSnapshotBlockPublicAccessRequest,
  context: CallContext,
): EnableSnapshotBlockPublicAccessResult => {
  const { State: state } = input;
  if (state !== 'block-new-sharing' && state !== 'block-all-sharing')
    throw invalidValue(String(state), 'State');
  setSnapshotBlock(world, state, context);
  return { State: state };
};

export const disableSnapshotBlockPublicAccess = (
  world: World,
  _input: DisableSnapshotBlockPublicAccessRequest,
  context: CallContext,
): DisableSnapshotBlockPublicAccessResult => {
  setSnapshotBlock(world, 'unblocked', context);
  return { State: 'unblocked' };
};

export const getSnapshotBlockPublicAccessState = (
  world: World,
  _input: GetSnapshotBlockPublicAccessStateRequest,
  { caller, region }: CallContext,
): GetSnapshotBlockPublicAccessStateResult => {
  const { state, managedBy } = world.settings(caller.account, region).snapshotBlock;
  return { State: state, ManagedBy: managedBy };
};
