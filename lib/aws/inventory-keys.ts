import { sha256Hex } from '../model/hash.ts';
import type { ImageId } from '../model/ids.ts';
import type { CountedQuota } from '../model/inventory.ts';
import type { AccountRegion, ImageRef } from '../model/subject.ts';
import type { ItemKey } from './keys.ts';

/*
 * The inventory's table
 *
 *   images#ACCOUNT#REGION#SHARD        ami-…            an image
 *   places#SHARD                       ACCOUNT#REGION   a place with its counts
 *   usage#ACCOUNT#REGION#QUOTA         2026-03-01T…     a sample of what was used
 *   organization                       head             which walk is the latest
 *   organization#WALK#PART             part             a piece of it
 *
 * A partition takes 1,000 writes a second. A place of fifty thousand images has five partitions, cut so that one after the
 * other they are in the order of the ids; the places of the whole organisation lie in sixteen. The head is written by
 * whoever walks the organisation, which is a few times an hour.
 */

const PLACE_SHARDS = 16;

const placeOf = ({ account, region }: AccountRegion): string => `${account}#${region}`;

// Ids of 17 digits all begin with 0; those of 8, from before 2018, with anything.
const imageShard = (image: ImageId): number => {
  const digits = image.slice('ami-'.length);
  return digits.startsWith('0') ? Math.floor(Number.parseInt(digits.slice(1, 2), 16) / 4) : 4;
};

const imagePartition = (place: AccountRegion, shard: number): string =>
  `images#${placeOf(place)}#${String(shard)}`;

/** The partitions of a place's images; one after the other they are in the order of the ids. */
export const imagePartitions = (place: AccountRegion): readonly string[] =>
  [0, 1, 2, 3, 4].map((shard) => imagePartition(place, shard));

export const imageItem = (ref: ImageRef): ItemKey => ({
  pk: imagePartition(ref, imageShard(ref.image)),
  sk: ref.image,
});

const placePartition = (shard: number): string => `places#${String(shard)}`;

export const placePartitions = (): readonly string[] =>
  Array.from({ length: PLACE_SHARDS }, (_, shard) => placePartition(shard));

export const placeItem = (place: AccountRegion): ItemKey => {
  const sk = placeOf(place);
  return { pk: placePartition(Number.parseInt(sha256Hex(sk).slice(0, 6), 16) % PLACE_SHARDS), sk };
};

export const usagePartition = (place: AccountRegion, quota: CountedQuota): string =>
  `usage#${placeOf(place)}#${quota}`;

export const organizationHead: ItemKey = { pk: 'organization', sk: 'head' };

/** One piece of a walk's document; `walk` is unique to it. */
export const organizationPart = (walk: string, part: number): ItemKey => ({
  pk: `organization#${walk}#${String(part)}`,
  sk: 'part',
});
