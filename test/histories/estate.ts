import { COPY_OF } from '../../lib/model/copy-tags.ts';
import { AccountId, ImageId, InstanceId, Region } from '../../lib/model/ids.ts';
import type { Aspects } from '../../lib/model/plan.ts';
import { principalKey } from '../../lib/model/principal.ts';
import {
  isImage,
  isInstance,
  type AccountRegion,
  type ImageRef,
  type SubjectRef,
} from '../../lib/model/subject.ts';
import { snapshotIdsOf } from '../../lib/sandbox/ec2/image.ts';
import { putImage, putSnapshot } from '../../lib/sandbox/ec2/seed/put.ts';
import type { VolumePrincipal } from '../../lib/sandbox/ec2/snapshot.ts';
import type { World } from '../../lib/sandbox/ec2/world.ts';
import { switchCopyKey } from './copy-key.ts';
import type { History } from './history.ts';

const DAY_MS = 86_400_000;

/** Puts the images of a history into an empty world. */
export const seedEstate = (world: World, { images, kept }: History): void => {
  const now = world.clock.now().getTime();
  switchCopyKey(world, true);
  for (const given of images) {
    const at = { account: AccountId.parse(given.account), region: Region.parse(given.region) };
    const kmsKey = `arn:aws:kms:${at.region}:${at.account}:key/0aaaaaaa-1111-4222-8333-444444444444`;
    world.keys.put({
      arn: kmsKey,
      ...at,
      aliases: ['alias/images'],
      managed: false,
      enabled: true,
      users: [],
      organization: null,
    });
    const snapshot = { ...at, id: given.snapshot, description: given.name };
    putSnapshot(world, given.encrypted ? { ...snapshot, kmsKey } : snapshot);
    const stored = world.snapshots.get(given.snapshot);
    const permission = given.snapshotShares.filter(
      (one): one is VolumePrincipal => one.kind === 'public' || one.kind === 'account',
    );
    if (stored !== null) world.snapshots.place({ ...stored, permission });
    putImage(world, {
      ...at,
      id: given.image,
      name: given.name,
      snapshot: given.snapshot,
      tags: given.tags,
      permission: given.grants,
      createdAt: new Date(now - given.ageDays * DAY_MS).toISOString(),
    });
    if (kept.includes(given.region)) {
      world.change(at.account, at.region, { retention: [{ id: 'keep', days: 7, tags: {}, excluded: {} }] });
    }
  }
};

/** All that there is to be judged: every image and instance, and every account and region that has or had one. */
export const subjectsIn = (world: World, { images }: History): readonly SubjectRef[] => {
  const given = images.map(({ account, region }) => ({
    account: AccountId.parse(account),
    region: Region.parse(region),
  }));
  const places = new Map<string, AccountRegion>(given.map((at) => [`${at.account}/${at.region}`, at]));
  const known = [...places.values()].flatMap(({ account, region }): readonly ImageRef[] =>
    world.images.list(region, account).map(({ id }) => ({ account, region, image: id as ImageRef['image'] })),
  );
  const gone = images.flatMap(({ image }, index): readonly ImageRef[] => {
    const at = given[index];
    return at === undefined || world.images.get(image) !== null
      ? []
      : [{ ...at, image: image as ImageRef['image'] }];
  });
  const instances = [...places.values()].flatMap(({ account, region }) =>
    world.instances
      .list(region, account)
      .map(({ id }) => ({ account, region, instance: InstanceId.parse(id) })),
  );
  return [...known, ...gone, ...places.values(), ...instances];
};

/** A subject as it is, whatever reads tell just now. */
export const truthOf = (world: World, ref: SubjectRef): Aspects => {
  const rails = world.settings(ref.account, ref.region);
  const guardrails = {
    imageBlockPublicAccess: rails.imageBlock.state,
    snapshotBlockPublicAccess: rails.snapshotBlock.state,
    ebsEncryption: rails.encryption.byDefault ? 'enabled' : 'disabled',
  };
  // Nothing is written to instances.
  if (isInstance(ref)) return {};
  if (!isImage(ref)) return { guardrails };
  const image = world.images.get(ref.image);
  if (image === null) return { state: 'gone' };
  const asked = [...world.tasks.usages.values()].filter((one) => one.image === ref.image);
  return {
    state: image.state,
    launchPermission: image.permission.toSorted((a, b) => (principalKey(a) < principalKey(b) ? -1 : 1)),
    snapshotSharing: snapshotIdsOf(image).map((snapshot) => ({
      snapshot: snapshot as never,
      principals: (world.snapshots.get(snapshot)?.permission ?? []).toSorted((a, b) =>
        principalKey(a) < principalKey(b) ? -1 : 1,
      ),
    })),
    tags: Object.fromEntries(Object.entries(image.tags).toSorted()),
    deprecatedAt: image.deprecateAt,
    // A list is as old as reads may be; a call of ours with a token is known at once.
    copies: [...world.copyTokens.values()]
      .flatMap(({ image: id }) => world.images.get(id) ?? [])
      .filter(({ tags, body }) => tags[COPY_OF] === ref.image && body.SourceImageId === ref.image)
      .map(({ id, state, permission }) => ({
        image: ImageId.parse(id),
        state,
        reason: null,
        launchPermission: permission.toSorted((a, b) => (principalKey(a) < principalKey(b) ? -1 : 1)),
      })),
    usageAskedAt:
      asked
        .map(({ createdAt }) => createdAt.toISOString())
        .toSorted()
        .at(-1) ?? null,
  };
};

/** What of two truths of a subject differs, by name. */
export const differences = (before: Aspects, after: Aspects): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name as keyof Aspects]) !== JSON.stringify(after[name as keyof Aspects]),
  );
