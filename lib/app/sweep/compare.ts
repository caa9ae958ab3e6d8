import type { ImageFacts } from '../../model/image.ts';
import type { KnownImage } from '../../model/inventory.ts';
import type { SnapshotId } from '../../model/ids.ts';
import type { ImageRef } from '../../model/subject.ts';
import type { Versioned } from '../../ports/inventory.ts';
import { COSTLY, LOOK_TAG, snapshotsOf, undoubted } from './due.ts';
import { isDoing, isSame } from './same-facts.ts';
import type { Sweeping } from './sweeping.ts';

/** How long an event of CloudTrail may take (EventBridge user guide: as a rule within 15 minutes). */
const EVENT_MS = 15 * 60_000;

/** An image of a list beside what was known of it: as it is known now, and whether that has to be written. */
export interface Compared {
  readonly known: KnownImage;
  readonly version: number;
  readonly isChanged: boolean;
  /** Snapshots that are not held, or no more to be believed. */
  readonly unread: readonly SnapshotId[];
}

/** Compares, and counts what is new, what changed, and what no event had told. */
export const compare = (
  ref: ImageRef,
  value: ImageFacts,
  readAt: string,
  before: Versioned<KnownImage> | null,
  sweeping: Sweeping,
): Compared => {
  if (before === null) return added(ref, value, readAt, sweeping);
  const { value: old, version } = before;
  const held = old.facts.image;
  // An event has seen it since.
  if (held !== undefined && held.readAt >= readAt)
    return { known: old, version, isChanged: false, unread: unreadOf(old) };
  const isChanged = held === undefined || !isSame(held.value, value);
  if (isChanged) sweeping.tally.add('changed');
  if (held !== undefined && isChanged && old.dirtySince === null && isDoing(held.value, value)) {
    sweeping.tally.add('lostEvents');
  }
  const dirtySince = dirtyOf(old, value, readAt, sweeping);
  const isSettled = old.misses === 0 && dirtySince === old.dirtySince;
  const facts = isChanged ? { ...old.facts, image: { value, readAt } } : old.facts;
  const seen: KnownImage = { ...old, facts, misses: 0 };
  const known = dirtySince === null ? undoubted(seen, sweeping.facts.image) : { ...seen, dirtySince };
  const unread = old.dirtySince !== null || dirtySince !== null ? snapshotsOf(value) : unreadOf(known);
  return { known, version, isChanged: isChanged || !isSettled, unread };
};

const added = (
  ref: ImageRef,
  value: ImageFacts,
  readAt: string,
  { tally, sweptBefore }: Sweeping,
): Compared => {
  tally.add('added');
  const made = value.createdAt === null ? Number.NaN : Date.parse(value.createdAt);
  // Of what is there since before the first sweep no event could tell.
  if (sweptBefore && Date.parse(readAt) - made > EVENT_MS) tally.add('lostEvents');
  const known: KnownImage = {
    ref,
    facts: { image: { value, readAt } },
    firstSeen: readAt,
    createdBy: null,
    dirtySince: null,
    misses: 0,
  };
  return { known, version: 0, isChanged: true, unread: snapshotsOf(value) };
};

/** Since when an image is in doubt: people asked for a look by the tag, or its state changed, with which EC2 may drop launch permissions. */
const dirtyOf = (
  { facts, dirtySince }: KnownImage,
  value: ImageFacts,
  readAt: string,
  sweeping: Sweeping,
): string | null => {
  const old = facts.image?.value;
  const asked = value.tags[LOOK_TAG];
  const isAsked = asked !== undefined && asked !== old?.tags[LOOK_TAG];
  const isDirty = isAsked || (old !== undefined && old.state !== value.state);
  if (isDirty) return readAt;
  // With nothing to be read by itself the list has answered all doubts.
  return COSTLY.some((fact) => sweeping.facts.image.includes(fact)) ? dirtySince : null;
};

const unreadOf = ({ facts: { image, snapshots } }: KnownImage): readonly SnapshotId[] => {
  if (image === undefined) return [];
  const held = snapshots?.value ?? [];
  const ids = snapshotsOf(image.value);
  return ids.every((id) => held.some(({ snapshot }) => snapshot === id)) ? [] : ids;
};
