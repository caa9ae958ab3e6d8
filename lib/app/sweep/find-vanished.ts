import type { ImageId } from '../../model/ids.ts';
import type { KnownImage } from '../../model/inventory.ts';
import { type ImageRef, isImage, type SubjectRef, subjectKey } from '../../model/subject.ts';
import type { Versioned } from '../../ports/inventory.ts';
import { wayOfEvent } from './judge-seen.ts';
import type { Sweeping } from './sweeping.ts';
import { asGap } from './tally.ts';

/** As many sweeps in a row have to miss an image until it is forgotten: a list of EC2's may leave one out that is there. */
const MISSES = 2;

/** Missed images are asked for by their ids, so many at a time. */
const CHUNK = 1_000;

/**
 * Looks for what the inventory knows and a complete list did not hold, and for findings of images that neither knows. Findings close as by an
 * event: when EC2 says, asked for the image itself, that there is none. A report ends nothing.
 */
export const findVanished = async (seen: ReadonlySet<ImageId>, sweeping: Sweeping): Promise<void> => {
  const { request, ports, startedAt } = sweeping;
  const missed: ImageId[] = [];
  for await (const page of ports.inventory.imageIds(request.place)) {
    const unseen = page.filter((image) => !seen.has(image));
    if (unseen.length === 0) continue;
    for (const { value } of (await ports.inventory.images(request.place, unseen)).values()) {
      // An event may have brought it while the list was read.
      const isNewer = (value.facts.image?.readAt ?? '') > startedAt;
      if (!isNewer) missed.push(value.ref.image);
    }
  }
  const isMissed = new Set(missed);
  const unknown = [...sweeping.open.values()].flatMap(([first]) => {
    if (first === undefined || !isImage(first.ref)) return [];
    const { image } = first.ref;
    return seen.has(image) || isMissed.has(image) ? [] : [image];
  });
  const all = [...missed, ...unknown];
  for (let first = 0; first < all.length; first += CHUNK) {
    await missAll(all.slice(first, first + CHUNK), sweeping);
  }
};

const missAll = async (ids: readonly ImageId[], sweeping: Sweeping): Promise<void> => {
  const { request, ports, reader, tally } = sweeping;
  try {
    const there = await reader.seenImages(ids);
    const known = await ports.inventory.images(request.place, ids);
    for (const id of ids) {
      if (there.has(id)) continue;
      const ref = { ...request.place, image: id };
      if (request.judge.kind === 'service' && sweeping.open.has(subjectKey(ref))) {
        await closeFindings(ref, sweeping);
      }
      const image = known.get(id);
      if (image !== undefined) await miss(image, sweeping);
    }
  } catch (thrown) {
    tally.gap(null, asGap(thrown));
  }
};

const closeFindings = async (ref: ImageRef, sweeping: Sweeping): Promise<void> => {
  const { ports, tally } = sweeping;
  const gone = { kind: 'gone', ref, observedAt: ports.clock.now().toISOString() } as const;
  try {
    await wayOfEvent(ref, { ...ports.reader, observe: () => Promise.resolve(gone) }, sweeping);
  } catch (thrown) {
    tally.gap(ref.image, asGap(thrown));
  }
};

const miss = async ({ value, version }: Versioned<KnownImage>, sweeping: Sweeping): Promise<void> => {
  const { ports, tally } = sweeping;
  const misses = value.misses + 1;
  if (misses < MISSES) {
    await ports.inventory.putImage({ ...value, misses }, version);
    return;
  }
  tally.add('vanished');
  if (value.dirtySince === null) tally.add('lostEvents');
  await ports.inventory.dropImage(value.ref, version);
};

/** Looks at a subject anew, by the guard's own reader. A fault is a gap. */
export const lookAt = async (ref: SubjectRef, sweeping: Sweeping): Promise<void> => {
  try {
    await wayOfEvent(ref, sweeping.ports.reader, sweeping);
  } catch (thrown) {
    sweeping.tally.gap(isImage(ref) ? ref.image : null, asGap(thrown));
  }
};
