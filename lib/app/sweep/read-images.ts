import type { ImageId } from '../../model/ids.ts';
import type { ImageState } from '../../model/image.ts';
import type { KnownImage } from '../../model/inventory.ts';
import { commonPrincipals } from '../../model/principal.ts';
import type { Versioned } from '../../ports/inventory.ts';
import { COSTLY, type CostlyFact, type Need, needOf, snapshotsOf, undoubted } from './due.ts';
import { few } from './few.ts';
import { judgeImages } from './judge-images.ts';
import { noteFaults } from './list-images.ts';
import { type Beside, newestOf, seenSnapshots, seenState } from './seen-state.ts';
import type { Surroundings } from './surroundings.ts';
import type { Sweeping } from './sweeping.ts';

const AT_ONCE = 8;
const CHUNK = 100;

/**
 * Reads what costs a call for each image or snapshot, and judges these images whole, a hundred together. Each is in the inventory as soon as it
 * was read, so that a sweep that is cut off loses at most those under way. `left`: how many launch permissions are unread still;
 * `untouched`: the images that it did not come to.
 */
export const readImages = async (
  ids: readonly ImageId[],
  sweeping: Sweeping,
  surroundings: Surroundings,
): Promise<{ readonly left: number; readonly untouched: readonly ImageId[] }> => {
  let left = ids.length;
  const untouched = new Set(ids);
  for (let first = 0; first < ids.length && !sweeping.isOver(); first += CHUNK) {
    const chunk = ids.slice(first, first + CHUNK);
    const known = await sweeping.ports.inventory.images(sweeping.request.place, chunk);
    const states: ImageState[] = [];
    await few(chunk, AT_ONCE, async (id) => {
      if (sweeping.isOver()) return;
      untouched.delete(id);
      const image = known.get(id);
      const { isRead, state } = image === undefined ? GONE : await readImage(image, sweeping, surroundings);
      if (isRead) left -= 1;
      if (state !== null) states.push(state);
      sweeping.note('reading', ids.length - left, left, 'DescribeImageAttribute');
    });
    // Together: what refers to them is asked for many at a time.
    await judgeImages(
      states.map((state) => ({ state, isPartial: false })),
      sweeping,
    );
    await sweeping.save(left);
  }
  return { left, untouched: [...untouched] };
};

/** An image that was looked at by itself. `isRead`: false when its launch permission could not be read; `state`: null for nothing to judge. */
interface LookedAt {
  readonly isRead: boolean;
  readonly state: ImageState | null;
}

const GONE: LookedAt = { isRead: true, state: null };

const readImage = async (
  before: Versioned<KnownImage>,
  sweeping: Sweeping,
  surroundings: Surroundings,
): Promise<LookedAt> => {
  const { ports, facts, tally } = sweeping;
  const { value: known } = before;
  const { image } = known.ref;
  const readAt = ports.clock.now().toISOString();
  const needs = COSTLY.filter((fact) => facts.image.includes(fact)).flatMap((fact) => {
    const need = needOf(fact, known, sweeping.freshness());
    return need === null ? [] : [{ fact, need }];
  });
  const read = await readCostly(known, needs, readAt, sweeping);
  if (read === 'gone') {
    // It was listed a moment ago: a sweep that misses it will tell.
    await put({ ...known, misses: known.misses + 1 }, before.version, sweeping);
    return GONE;
  }
  const isWhole = Object.keys(read.faults).length === 0;
  // What failed while time ran out is for the next part.
  if (!isWhole && sweeping.isOver()) return { isRead: false, state: null };
  const seen: KnownImage = { ...known, facts: { ...known.facts, ...read.facts } };
  const next = isWhole ? undoubted(seen, facts.image) : seen;
  await put(next, before.version, sweeping);
  const beside = await surroundings.of([{ image, snapshots: seenSnapshots(next, sweeping) }]);
  const { state } = seenState(next, readAt, { ...beside.get(image), ...read.faults }, sweeping);
  noteFaults(image, read.faults, sweeping);
  if (read.facts.launchPermission !== undefined) tally.add('permissionsRead');
  return { isRead: read.faults.launchPermission === undefined, state };
};

interface Read {
  readonly facts: KnownImage['facts'];
  readonly faults: Beside;
}

const readCostly = async (
  { ref: { image }, facts: held, dirtySince }: KnownImage,
  needs: readonly { readonly fact: CostlyFact; readonly need: Need }[],
  readAt: string,
  { reader, tally }: Sweeping,
): Promise<Read | 'gone'> => {
  const facts: { -readonly [Name in keyof KnownImage['facts']]: KnownImage['facts'][Name] } = {};
  const faults: { -readonly [Name in keyof Beside]: Beside[Name] } = {};
  for (const { fact, need } of needs) {
    switch (fact) {
      case 'launchPermission': {
        const read = await reader.launchPermission(image);
        if (read.kind === 'gone') {
          const message = `${image} went away while it was looked at`;
          tally.gap(image, { operation: 'DescribeImageAttribute', code: read.code, message });
          return 'gone';
        }
        if (read.kind === 'fault') faults.launchPermission = read;
        else facts.launchPermission = { value: read.value, readAt };
        break;
      }
      case 'snapshotSharing': {
        const read = await reader.snapshotSharing(
          held.image === undefined ? [] : snapshotsOf(held.image.value),
        );
        if (read.kind === 'known') facts.snapshotSharing = { value: read.value, readAt };
        else faults.snapshotSharing = read;
        break;
      }
      case 'ancestry': {
        const read = await reader.ancestry(image);
        if (read.kind === 'known') facts.ancestry = { value: read.value, readAt };
        else faults.ancestry = read;
        break;
      }
    }
    if (fact === 'launchPermission' && need === 'due' && dirtySince === null && isOther(held, facts)) {
      tally.add('lostEvents');
    }
  }
  return { facts, faults };
};

const isOther = (
  { launchPermission: before }: KnownImage['facts'],
  { launchPermission: after }: KnownImage['facts'],
): boolean => {
  if (before === undefined || after === undefined) return false;
  return (
    before.value.length !== after.value.length ||
    commonPrincipals(before.value, after.value).length !== after.value.length
  );
};

/** Puts what was read; where an event was faster, the later of both. */
const put = async (known: KnownImage, version: number, { ports }: Sweeping): Promise<void> => {
  if (await ports.inventory.putImage(known, version)) return;
  const newest = await ports.inventory.image(known.ref);
  if (newest !== null) await ports.inventory.putImage(newestOf(newest.value, known), newest.version);
};
