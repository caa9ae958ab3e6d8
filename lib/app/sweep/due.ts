import type { ImageId, SnapshotId } from '../../model/ids.ts';
import type { Fact, ImageFacts } from '../../model/image.ts';
import type { HeldImageFacts, KnownImage } from '../../model/inventory.ts';
import { LAG_MS } from '../lagging.ts';
import { weekBegan } from '../weekly.ts';

/** The tag by which people ask that an image be read anew: whenever its value changes, the next sweep takes nothing about it for known. */
export const LOOK_TAG = 'ami-warden:look';

/** What is read by one call for each image, or for each snapshot of it. */
export type CostlyFact = 'launchPermission' | 'snapshotSharing' | 'ancestry';

export const COSTLY: readonly CostlyFact[] = ['launchPermission', 'snapshotSharing', 'ancestry'];

/** Why a fact has to be read: it was never; what is held is known to be wrong, or may be; or it is old. */
export type Need = 'unknown' | 'doubtful' | 'due';

/** What decides whether something that is held is good enough. Times are milliseconds; `dirtyAt`: the last mark of the place, null for none. */
export interface Freshness {
  readonly now: number;
  readonly sweepBegan: number;
  readonly dirtyAt: number | null;
}

const DAY_MS = 24 * 60 * 60_000;
const PERIOD_MS = 7 * DAY_MS;

/** Why this fact of an image that was just listed has to be read; null when what is held will do. */
export const needOf = (fact: CostlyFact, known: KnownImage, at: Freshness): Need | null => {
  const held = known.facts[fact];
  if (held === undefined) return 'unknown';
  // Where an image comes from never changes.
  if (fact === 'ancestry') return null;
  const readAt = Date.parse(held.readAt);
  if (fact === 'launchPermission' && isContradicted(known.facts)) return 'doubtful';
  if (fact === 'snapshotSharing' && lacksSnapshots(known.facts)) return 'doubtful';
  if (known.dirtySince !== null && readAt <= Date.parse(known.dirtySince)) return 'doubtful';
  if (readAt >= at.sweepBegan) return null;
  if (at.dirtyAt !== null && readAt < at.dirtyAt + LAG_MS) return 'doubtful';
  return isDue(known.ref.image, readAt, at.now) ? 'due' : null;
};

/** What the list says of an image contradicts what is held of its launch permission. */
const isContradicted = ({ image, launchPermission }: HeldImageFacts): boolean =>
  image !== undefined &&
  launchPermission !== undefined &&
  launchPermission.readAt < image.readAt &&
  image.value.public !== launchPermission.value.some(({ kind }) => kind === 'public');

const lacksSnapshots = ({ image, snapshotSharing }: HeldImageFacts): boolean => {
  if (image === undefined || snapshotSharing === undefined) return false;
  const told = new Set(snapshotSharing.value.map(({ snapshot }) => snapshot));
  return snapshotsOf(image.value).some((snapshot) => !told.has(snapshot));
};

/**
 * Every image has an instant of its own in each week, by a hash of its id, so that no two days differ much however the first sweep
 * went. Due is what was read before the last of them, and is a day old at least.
 */
const isDue = (image: ImageId, readAt: number, now: number): boolean => {
  const age = now - readAt;
  if (age < DAY_MS || age >= PERIOD_MS) return age >= PERIOD_MS;
  return readAt < weekBegan(image, now);
};

const DOUBTABLE = ['launchPermission', 'snapshotSharing'] as const;

/**
 * The image with its doubt ended, once everything was read that rules read (`wanted`): what is held beside that, and nobody has read since
 * the doubt came up, is held no more.
 */
export const undoubted = (known: KnownImage, wanted: readonly Fact[]): KnownImage => {
  const { dirtySince, facts } = known;
  if (dirtySince === null) return known;
  const stale = DOUBTABLE.filter(
    (fact) => !wanted.includes(fact) && (facts[fact]?.readAt ?? '') <= dirtySince,
  );
  const kept = Object.entries(facts).filter(([name]) => stale.every((fact) => fact !== name));
  return { ...known, facts: Object.fromEntries(kept), dirtySince: null };
};

/** The snapshots behind an image's devices, each once. */
export const snapshotsOf = ({ devices }: ImageFacts): readonly SnapshotId[] => {
  const ids: SnapshotId[] = [];
  for (const device of devices) {
    if (device.kind !== 'ebs' || device.snapshot === null || ids.includes(device.snapshot)) continue;
    ids.push(device.snapshot);
  }
  return ids;
};
