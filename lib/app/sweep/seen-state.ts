import type { Datum, Fact, FactData, ImageFacts, ImageState, SnapshotFacts } from '../../model/image.ts';
import type { Held, HeldImageFacts, KnownImage } from '../../model/inventory.ts';
import type { ImageRef } from '../../model/subject.ts';
import { COSTLY, type CostlyFact, needOf } from './due.ts';
import type { Sweeping } from './sweeping.ts';
import { LATER } from './withheld.ts';

/** What was read of an image in vain, or without the inventory keeping it, in this sweep. */
export type Beside = { readonly [Name in Fact]?: FactData[Name] };

/** The state of an image as this sweep sees it: listed, held, or read. What has to be read first is for later; `isPartial` says whether anything is. */
export const seenState = (
  known: KnownImage,
  observedAt: string,
  beside: Beside,
  sweeping: Sweeping,
): { readonly state: ImageState; readonly isPartial: boolean } => {
  const { facts } = known;
  const wants = (fact: Fact): boolean => sweeping.facts.image.includes(fact);
  const later: CostlyFact[] = [];
  const costly: { -readonly [Name in CostlyFact]?: FactData[Name] } = {};
  for (const fact of COSTLY) {
    if (!wants(fact)) continue;
    const need = beside[fact] === undefined ? needOf(fact, known, sweeping.freshness()) : null;
    // What is merely old is good enough to go on with.
    const isLater = need === 'unknown' || need === 'doubtful';
    if (need !== null) later.push(fact);
    Object.assign(costly, { [fact]: isLater ? LATER : datumOf(facts, fact) });
  }
  const state: ImageState = {
    ref: known.ref,
    observedAt,
    image: held(facts.image),
    launchPermission: { kind: 'unread' },
    snapshots: seenSnapshots(known, sweeping),
    ...costly,
    ...beside,
  };
  return { state, isPartial: later.length > 0 };
};

/** The snapshots behind an image as this sweep saw them: those that are held, or the fault that it met when it asked for them. */
export const seenSnapshots = (
  { ref, facts }: KnownImage,
  { unreadSnapshots }: Pick<Sweeping, 'unreadSnapshots'>,
): Datum<readonly SnapshotFacts[]> => unreadSnapshots.get(ref.image) ?? held(facts.snapshots);

/** The state of an image of which the list's answer is not to be understood: each fact is that fault. */
export const unreadableState = (
  ref: ImageRef,
  observedAt: string,
  fault: Datum<ImageFacts> & { readonly kind: 'fault' },
  facts: readonly Fact[],
): ImageState => ({
  ref,
  observedAt,
  image: fault,
  launchPermission: fault,
  snapshots: fault,
  ...Object.fromEntries(facts.map((fact) => [fact, fault])),
});

const held = <T>(fact: Held<T> | undefined): Datum<T> =>
  fact === undefined ? { kind: 'unread' } : { kind: 'known', value: fact.value };

const datumOf = (facts: HeldImageFacts, fact: CostlyFact): Datum<unknown> => held<unknown>(facts[fact]);

const HELD = ['image', 'launchPermission', 'snapshots', 'snapshotSharing', 'ancestry'] as const;

/** The state with what the inventory has got to hold since: an event may have been faster than this sweep. */
export const withNewer = (state: ImageState, known: KnownImage | null): ImageState => {
  if (known === null) return state;
  const newer = HELD.flatMap((fact) => {
    const one = known.facts[fact];
    if (one === undefined || one.readAt <= state.observedAt || state[fact] === undefined) return [];
    return [[fact, { kind: 'known', value: one.value }] as const];
  });
  return newer.length === 0 ? state : { ...state, ...Object.fromEntries(newer) };
};

/** Of each fact what was read later, with everything else as `newest` has it. */
export const newestOf = (newest: KnownImage, other: KnownImage): KnownImage => {
  const facts = Object.fromEntries(
    HELD.flatMap((fact) => {
      const [one, two] = [newest.facts[fact], other.facts[fact]];
      const later = one === undefined || (two !== undefined && two.readAt > one.readAt) ? two : one;
      return later === undefined ? [] : [[fact, later] as const];
    }),
  );
  return { ...newest, facts, misses: other.misses };
};
