import type {
  DisableImageDeprecationRequest,
  DisableImageDeprecationResult,
  DisableImageDeregistrationProtectionRequest,
  DisableImageDeregistrationProtectionResult,
  EnableImageDeprecationRequest,
  EnableImageDeprecationResult,
  EnableImageDeregistrationProtectionRequest,
  EnableImageDeregistrationProtectionResult,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { ownImage } from '../find.ts';
import { isPublic, type Protection, type StoredImage } from '../image.ts';
import { invalidValue, missing } from '../refusals.ts';
import type { World } from '../world.ts';

const COOLDOWN_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

// SDK documentation of EnableImageDeprecation.DeprecateAt: ten years from now, of a public image two from its creation.
const furthestOf = (image: StoredImage, now: Date): Date => {
  const isOfAll = isPublic(image);
  const furthest = new Date(isOfAll ? (image.body.CreationDate ?? now) : now);
  furthest.setUTCFullYear(furthest.getUTCFullYear() + (isOfAll ? 2 : 10));
  return furthest;
};

/** Deprecates an image at an instant to come, rounded to the minute. */
export const enableImageDeprecation = (
  world: World,
  input: EnableImageDeprecationRequest,
  context: CallContext,
): EnableImageDeprecationResult => {
  const { DeprecateAt: at } = input;
  if (at === undefined) throw missing('DeprecateAt');
  const image = ownImage(world, input.ImageId, context);
  const now = world.clock.now();
  const furthest = furthestOf(image, now);
  if (at.getTime() < now.getTime() || at.getTime() > furthest.getTime()) {
    throw invalidValue(at.toISOString(), 'DeprecateAt', 'It must be in the future, and not too far.');
  }
  context.beforeWrite();
  const rounded = new Date(Math.round(at.getTime() / MINUTE_MS) * MINUTE_MS);
  world.images.put({ ...image, deprecateAt: rounded.toISOString() });
  return { Return: true };
};

export const disableImageDeprecation = (
  world: World,
  input: DisableImageDeprecationRequest,
  context: CallContext,
): DisableImageDeprecationResult => {
  const image = ownImage(world, input.ImageId, context);
  context.beforeWrite();
  world.images.put({ ...image, deprecateAt: null });
  return { Return: true };
};

/** Protects an image from DeregisterImage; with a cooldown, for 24 hours more after the protection is switched off. */
export const enableImageDeregistrationProtection = (
  world: World,
  input: EnableImageDeregistrationProtectionRequest,
  context: CallContext,
): EnableImageDeregistrationProtectionResult => {
  const image = ownImage(world, input.ImageId, context);
  context.beforeWrite();
  world.images.put({ ...image, protection: { kind: 'on', cooldown: input.WithCooldown ?? false } });
  return { Return: 'true' };
};

export const disableImageDeregistrationProtection = (
  world: World,
  input: DisableImageDeregistrationProtectionRequest,
  context: CallContext,
): DisableImageDeregistrationProtectionResult => {
  const image = ownImage(world, input.ImageId, context);
  context.beforeWrite();
  world.images.put({ ...image, protection: afterDisabling(world, image.protection) });
  return { Return: 'true' };
};

const afterDisabling = (world: World, protection: Protection): Protection => {
  if (protection.kind === 'cooling') return protection;
  if (protection.kind === 'off' || !protection.cooldown) return { kind: 'off' };
  return { kind: 'cooling', until: new Date(world.clock.now().getTime() + COOLDOWN_MS).toISOString() };
};
