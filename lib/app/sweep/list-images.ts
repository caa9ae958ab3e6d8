import type { ImageId, SnapshotId } from '../../model/ids.ts';
import type { Datum, SnapshotFacts } from '../../model/image.ts';
import type { KnownImage } from '../../model/inventory.ts';
import type { ListedImage } from '../../ports/estate-reader.ts';
import type { Versioned } from '../../ports/inventory.ts';
import { COSTLY, needOf, type Need, snapshotsOf } from './due.ts';
import { judgeImages } from './judge-images.ts';
import { judgeSeen } from './judge-seen.ts';
import { compare, type Compared as Look } from './compare.ts';
import { newestOf, seenState, unreadableState } from './seen-state.ts';
import { datumFault, type Surroundings } from './surroundings.ts';
import type { Listing, Sweeping } from './sweeping.ts';
import { asGap } from './tally.ts';

const SAVED_PAGES = 10;

/** In this order things are read by themselves; public images come before all. */
const URGENCY: readonly (Need | 'public')[] = ['public', 'doubtful', 'unknown', 'due'];

/** Lists the place's images, brings the inventory up to date page by page, and judges what can be judged by then. */
export const listImages = async (sweeping: Sweeping, surroundings: Surroundings): Promise<Listing> => {
  const { reader, tally } = sweeping;
  const toRead = new Map(URGENCY.map((urgency) => [urgency, [] as ImageId[]]));
  const seen = new Set<ImageId>();
  let publicCount = 0;
  let pageCount = 0;
  const listing = (complete: boolean): Listing => ({
    complete,
    seen,
    publicCount,
    toRead: [...toRead.values()].flat(),
  });
  try {
    const isPublic = new Set(await reader.publicImages());
    const pages = reader.images()[Symbol.asyncIterator]();
    for (;;) {
      if (sweeping.isOver()) return listing(false);
      // Before the call: what it answers is at least as new.
      const readAt = sweeping.ports.clock.now().toISOString();
      const page = await pages.next();
      if (page.done === true) return listing(true);
      tally.add('images', page.value.length);
      for (const { image } of page.value) seen.add(image);
      for (const { image, facts } of page.value) {
        if ((facts.kind === 'known' && facts.value.public) || isPublic.has(image)) {
          isPublic.add(image);
          publicCount += 1;
        }
      }
      await takePage(page.value, readAt, sweeping, surroundings, (known) => {
        const urgency = urgencyOf(known, isPublic, sweeping);
        if (urgency !== null) toRead.get(urgency)?.push(known.ref.image);
      });
      sweeping.note('listing', seen.size, null);
      pageCount += 1;
      if (pageCount % SAVED_PAGES === 0) await sweeping.save(0);
    }
  } catch (thrown) {
    tally.gap(null, asGap(thrown));
    return listing(false);
  }
};

const urgencyOf = (
  known: KnownImage,
  isPublic: ReadonlySet<ImageId>,
  sweeping: Sweeping,
): (typeof URGENCY)[number] | null => {
  const needs = COSTLY.filter((fact) => sweeping.facts.image.includes(fact)).flatMap(
    (fact) => needOf(fact, known, sweeping.freshness()) ?? [],
  );
  if (needs.length === 0) return null;
  if (isPublic.has(known.ref.image)) return 'public';
  return URGENCY.find((urgency) => needs.some((need) => need === urgency)) ?? null;
};

/** So many are worked on together. What a page's images take, all at once, would outlive the collector's young generation. */
const TOGETHER = 200;

/** Tells of each of the page's images how it is known now. */
const takePage = async (
  page: readonly ListedImage[],
  readAt: string,
  sweeping: Sweeping,
  surroundings: Surroundings,
  tell: (known: KnownImage) => void,
): Promise<void> => {
  const facts = sweeping.facts.image;
  const wantsSnapshots = facts.includes('snapshots') || facts.includes('keyAliases');
  const waiting: Look[] = [];
  for (const some of together(page)) {
    const looks = await compareAll(some, readAt, sweeping);
    const isWaiting = ({ unread }: Look): boolean => wantsSnapshots && unread.length > 0;
    waiting.push(...looks.filter(isWaiting));
    const settled = looks.filter((look) => !isWaiting(look));
    await take(settled, wantsSnapshots ? new Map() : null, readAt, sweeping, surroundings, tell);
  }
  // A page's snapshots are asked for at once, whatever is known of the images: it is calls that are scarce.
  const snapshots = await readSnapshots(waiting, sweeping);
  for (const some of together(waiting)) {
    const looks = some.map((look) => withSnapshots(look, snapshots, readAt));
    await take(looks, snapshots, readAt, sweeping, surroundings, tell);
  }
  await judgeUnreadable(page, readAt, sweeping);
};

function* together<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += TOGETHER) yield items.slice(at, at + TOGETHER);
}

const compareAll = async (
  listed: readonly ListedImage[],
  readAt: string,
  sweeping: Sweeping,
): Promise<readonly Look[]> => {
  const { place } = sweeping.request;
  const before = await sweeping.ports.inventory.images(
    place,
    listed.map(({ image }) => image),
  );
  return listed.flatMap(({ image, facts }) =>
    facts.kind === 'known'
      ? [compare({ ...place, image }, facts.value, readAt, before.get(image) ?? null, sweeping)]
      : [],
  );
};

/** Keeps what changed, and judges. */
const take = async (
  looks: readonly Look[],
  snapshots: Snapshots,
  readAt: string,
  sweeping: Sweeping,
  surroundings: Surroundings,
  tell: (known: KnownImage) => void,
): Promise<void> => {
  await keep(
    looks.filter(({ isChanged }) => isChanged),
    sweeping,
  );
  const images = looks.map(({ known }) => known);
  const behind = images.map((known) => ({
    image: known.ref.image,
    snapshots: snapshotsDatum(known, snapshots),
  }));
  for (const { image, snapshots: datum } of behind) {
    if (datum.kind === 'fault') sweeping.unreadSnapshots.set(image, datum);
  }
  const beside = await surroundings.of(behind);
  const seen = images.map((known) => {
    const one = seenState(known, readAt, beside.get(known.ref.image) ?? {}, sweeping);
    noteFaults(known.ref.image, one.state, sweeping);
    tell(known);
    return one;
  });
  await judgeImages(seen, sweeping);
};

const judgeUnreadable = async (
  page: readonly ListedImage[],
  readAt: string,
  sweeping: Sweeping,
): Promise<void> => {
  const { place } = sweeping.request;
  for (const { image, facts } of page) {
    if (facts.kind !== 'fault') continue;
    sweeping.tally.gap(image, facts);
    const state = unreadableState({ ...place, image }, readAt, facts, sweeping.facts.image);
    await judgeSeen(state, sweeping);
  }
};

/** Null where no rule reads any. */
type Snapshots = ReadonlyMap<SnapshotId, SnapshotFacts> | Extract<Datum<never>, { kind: 'fault' }> | null;

const readSnapshots = async (
  looks: readonly Look[],
  { reader }: Sweeping,
): Promise<Exclude<Snapshots, null>> => {
  const ids = looks.flatMap(({ unread }) => unread);
  return ids.length === 0 ? new Map() : reader.snapshots(ids).catch(datumFault);
};

const withSnapshots = (look: Look, read: Snapshots, readAt: string): Look => {
  if (look.unread.length === 0 || read === null || 'kind' in read) return look;
  const image = look.known.facts.image?.value;
  if (image === undefined) return look;
  const value = snapshotsOf(image).flatMap((id) => read.get(id) ?? []);
  const facts = { ...look.known.facts, snapshots: { value, readAt } };
  return { ...look, known: { ...look.known, facts }, isChanged: true };
};

const snapshotsDatum = (
  { facts: { image, snapshots } }: KnownImage,
  read: Snapshots,
): Datum<readonly SnapshotFacts[]> => {
  if (read === null) return { kind: 'unread' };
  const value = snapshots?.value ?? [];
  const isHeld = (id: SnapshotId): boolean => value.some(({ snapshot }) => snapshot === id);
  if ('kind' in read && image !== undefined && !snapshotsOf(image.value).every(isHeld)) return read;
  return { kind: 'known', value };
};

/** Puts what changed; where an event was faster, the later of both looks. */
const keep = async (looks: readonly Look[], { request, ports }: Sweeping): Promise<void> => {
  if (looks.length === 0) return;
  const put = looks.map(({ known, version }): Versioned<KnownImage> => ({ value: known, version }));
  const lost = new Set(await ports.inventory.putImages(put));
  if (lost.size === 0) return;
  const now = await ports.inventory.images(request.place, [...lost]);
  const again = looks.flatMap(({ known }) => {
    const newest = now.get(known.ref.image);
    if (newest === undefined) return [];
    return [{ value: newestOf(newest.value, known), version: newest.version }];
  });
  await ports.inventory.putImages(again);
};

/** Notes as gaps what could not be read of an image, each answer once: several facts may have come of one call. */
export const noteFaults = (
  image: ImageId,
  state: Readonly<Record<string, unknown>>,
  { tally, facts }: Sweeping,
): void => {
  const noted = new Set<Datum<unknown>>();
  for (const fact of facts.image) {
    const datum = state[fact] as Datum<unknown> | undefined;
    if (datum?.kind !== 'fault' || datum.operation === 'sweep' || noted.has(datum)) continue;
    noted.add(datum);
    tally.gap(image, datum);
  }
};
