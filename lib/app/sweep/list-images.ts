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
      for (const known of await takePage(page.value, readAt, sweeping, surroundings)) {
        const urgency = urgencyOf(known, isPublic, sweeping);
        if (urgency !== null) toRead.get(urgency)?.push(known.ref.image);
      }
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

/** Answers the page's images as they are known now. */
const takePage = async (
  page: readonly ListedImage[],
  readAt: string,
  sweeping: Sweeping,
  surroundings: Surroundings,
): Promise<readonly KnownImage[]> => {
  const { request, ports, tally } = sweeping;
  const { place } = request;
  const before = await ports.inventory.images(
    place,
    page.map(({ image }) => image),
  );
  const looks = page.flatMap(({ image, facts }) =>
    facts.kind === 'known'
      ? [compare({ ...place, image }, facts.value, readAt, before.get(image) ?? null, sweeping)]
      : [],
  );
  const snapshots = await readSnapshots(looks, sweeping);
  const compared = looks.map((look) => withSnapshots(look, snapshots, readAt));
  await keep(
    compared.filter(({ isChanged }) => isChanged),
    sweeping,
  );
  const images = compared.map(({ known }) => known);
  const beside = await surroundings.of(
    images.map((known) => ({ image: known.ref.image, snapshots: snapshotsDatum(known, snapshots) })),
  );
  const seen = images.map((known) => {
    const fault = snapshotsDatum(known, snapshots);
    const one = seenState(
      known,
      readAt,
      {
        ...beside.get(known.ref.image),
        ...(fault.kind === 'fault' && { snapshots: fault }),
      },
      sweeping,
    );
    noteFaults(known.ref.image, one.state, sweeping);
    return one;
  });
  await judgeImages(seen, sweeping);
  for (const { image, facts } of page) {
    if (facts.kind !== 'fault') continue;
    tally.gap(image, facts);
    const state = unreadableState({ ...place, image }, readAt, facts, sweeping.facts.image);
    await judgeSeen(state, false, sweeping);
  }
  return images;
};

/** Null where no rule reads any. */
type Snapshots = ReadonlyMap<SnapshotId, SnapshotFacts> | Extract<Datum<never>, { kind: 'fault' }> | null;

const readSnapshots = async (looks: readonly Look[], { reader, facts }: Sweeping): Promise<Snapshots> => {
  if (!facts.image.includes('snapshots') && !facts.image.includes('keyAliases')) return null;
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
  const ids = image === undefined ? [] : snapshotsOf(image.value);
  const held = new Set(snapshots?.value.map(({ snapshot }) => snapshot));
  if ('kind' in read && ids.some((id) => !held.has(id))) return read;
  return { kind: 'known', value: snapshots?.value ?? [] };
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

/** Notes as gaps what could not be read of an image. */
export const noteFaults = (
  image: ImageId,
  state: Readonly<Record<string, unknown>>,
  { tally, facts }: Sweeping,
): void => {
  for (const fact of facts.image) {
    const datum = state[fact] as Datum<unknown> | undefined;
    if (datum?.kind === 'fault' && datum.operation !== 'sweep') tally.gap(image, datum);
  }
};
