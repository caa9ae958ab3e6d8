import type {
  DeleteSnapshotReturnCode,
  DeregisterImageRequest,
  DeregisterImageResult,
  SnapshotReturnCodes,
} from '@aws-sdk/client-ec2';
import type { CallContext } from '../../wire/service.ts';
import { AwsError } from '../../wire/service.ts';
import { ownImage } from '../find.ts';
import { snapshotIdsOf, type StoredImage } from '../image.ts';
import type { RetentionRule } from '../settings.ts';
import { protectionText } from '../image-view.ts';
import { imagesBackedBy } from '../snapshot-use.ts';
import type { World } from '../world.ts';

const DAY_MS = 86_400_000;

const assertNotProtected = (world: World, { id, protection }: StoredImage): void => {
  const cooled = protection.kind === 'cooling' && Date.parse(protection.until) <= world.clock.now().getTime();
  if (protection.kind === 'off' || cooled) return;
  throw new AwsError(
    'OperationNotPermitted',
    `The image ${id} can't be deregistered because of its deregistration protection (${protectionText(protection)}).`,
  );
};

const retentionDays = (world: World, image: StoredImage): number | null => {
  const hasOneOf = (tags: RetentionRule['tags']): boolean =>
    Object.entries(tags).some(([key, value]) => image.tags[key] === value);
  // Recycle Bin API reference, CreateRule; it keeps EBS-backed images only.
  const rules = world
    .settings(image.owner, image.region)
    .retention.filter(({ tags, excluded }) =>
      Object.keys(tags).length > 0 ? hasOneOf(tags) : !hasOneOf(excluded),
    );
  if (image.body.RootDeviceType === 'instance-store') return null;
  return rules.length === 0 ? null : Math.max(...rules.map(({ days }) => days));
};

const toBin = (world: World, image: StoredImage, days: number): void => {
  const entered = world.clock.now();
  const exits = new Date(entered.getTime() + days * DAY_MS);
  const binned = { image, entered, exits };
  world.bin.set(image.id, binned);
  world.clock.after(days * DAY_MS, () => {
    // Restored, and deregistered once more, it has a later end.
    if (world.bin.get(image.id) === binned) world.bin.delete(image.id);
  });
};

const deleteSnapshot = (world: World, id: string, { caller }: CallContext): SnapshotReturnCodes => {
  const snapshot = world.snapshots.get(id);
  if (snapshot === null) return 'client-error';
  if (snapshot.owner !== caller.account) return 'missing-permissions';
  if (imagesBackedBy(world, snapshot).length > 0) return 'skipped';
  world.snapshots.delete(id);
  return 'success';
};

/** Ends an image: for good, or into the Recycle Bin where a retention rule matches; its instances run on. */
export const deregisterImage = (
  world: World,
  input: DeregisterImageRequest,
  context: CallContext,
): DeregisterImageResult => {
  const image = ownImage(world, input.ImageId, context);
  assertNotProtected(world, image);
  const days = retentionDays(world, image);
  context.beforeWrite();
  world.images.delete(image.id);
  world.deregistered.add(image.id);
  if (days !== null) toBin(world, image, days);
  const results =
    input.DeleteAssociatedSnapshots === true
      ? snapshotIdsOf(image).map((id): DeleteSnapshotReturnCode => ({
          SnapshotId: id,
          ReturnCode: deleteSnapshot(world, id, context),
        }))
      : [];
  const { owner: account, region, id } = image;
  const { requestId } = context;
  world.announce({
    account,
    region,
    image: id,
    state: 'deregistered',
    requestId,
    message: null,
    at: world.clock.now(),
  });
  return { Return: true, ...(results.length === 0 ? {} : { DeleteSnapshotResults: results }) };
};
