import type { Actor, ImageChange } from '../../model/change.ts';
import type { Datum, ImageState } from '../../model/image.ts';
import type { Held, HeldImageFact, HeldImageFacts, KnownImage } from '../../model/inventory.ts';
import type { ImageRef } from '../../model/subject.ts';
import type { CountChange } from '../../ports/inventory.ts';
import { isBehind } from '../lagging.ts';
import type { SubjectObservation } from '../observe-subject.ts';
import { countChange } from './counted.ts';

/** How an event's look at an image went. `seen`: null when nobody looked. `isWhole`: it was judged in full. `mayLag`: AWS may still answer with what was before the event. */
export interface EventLook {
  readonly ref: ImageRef;
  readonly change: ImageChange;
  readonly seen: SubjectObservation | null;
  readonly isWhole: boolean;
  readonly mayLag: boolean;
  /** ISO 8601, after the look. */
  readonly now: string;
}

/** What becomes of what is known of the image, with its counts. */
export type Keeping =
  | { readonly kind: 'leave' }
  | { readonly kind: 'put'; readonly image: KnownImage; readonly counts: CountChange }
  | { readonly kind: 'drop'; readonly counts: CountChange };

const LEAVE: Keeping = { kind: 'leave' };

const HELD: readonly HeldImageFact[] = [
  'image',
  'launchPermission',
  'snapshots',
  'snapshotSharing',
  'ancestry',
];

/** What events change: where an image comes from is for ever. */
const CHANGING: readonly HeldImageFact[] = ['image', 'launchPermission', 'snapshots', 'snapshotSharing'];

/** What an event's look changes in what is known. The later look at each fact wins, so that order and repetition do not matter. */
export const afterLook = (known: KnownImage | null, look: EventLook): Keeping => {
  const { seen } = look;
  if (seen?.kind === 'gone') return afterGone(known, look);
  const facts = seen === null ? {} : factsOf(seen.state as ImageState);
  if (known === null && Object.keys(facts).length === 0) return LEAVE;
  const isDoubted = isInDoubt(known, look);
  if (known !== null && Object.keys(facts).length === 0 && !isDoubted) return LEAVE;
  const image = merged(known, facts, isDoubted, look);
  return { kind: 'put', image, counts: countChange(known, image) };
};

const afterGone = (known: KnownImage | null, look: EventLook): Keeping => {
  if (known === null) return LEAVE;
  const isSure = look.isWhole && !(look.mayLag && tellsOfLife(look.change));
  if (isSure) return { kind: 'drop', counts: countChange(known, null) };
  return { kind: 'put', image: merged(known, {}, true, look), counts: {} };
};

/** Whether the event says that the image is there: then a look that does not find it may be a read that lags. */
const tellsOfLife = ({ outcome, detail }: ImageChange): boolean => {
  if (outcome.kind !== 'done' || detail.kind === 'recheck') return false;
  return !(detail.kind === 'state' && (detail.state === 'deregistered' || detail.state === 'failed'));
};

/** Whether the event was not judged in full, or touched something that is held and that nobody saw since, or saw as it was before. */
const isInDoubt = (known: KnownImage | null, { change, seen, isWhole }: EventLook): boolean => {
  if (!isWhole) return true;
  const touched = CHANGING.filter((fact) => change.touches.includes(fact));
  const state = seen?.kind === 'state' ? seen.state : null;
  const isSeen = (fact: HeldImageFact): boolean => state?.[fact]?.kind === 'known';
  if (touched.some((fact) => known?.facts[fact] !== undefined && !isSeen(fact))) {
    return change.outcome.kind === 'done' || state !== null;
  }
  return state !== null && touched.some(isSeen) && isBehind(change, state, []);
};

const merged = (
  known: KnownImage | null,
  read: HeldImageFacts,
  isDoubted: boolean,
  { ref, change, now }: EventLook,
): KnownImage => {
  const facts = latest(known?.facts ?? {}, read);
  return {
    ref,
    facts,
    firstSeen: known?.firstSeen ?? now,
    createdBy: known?.createdBy ?? makerOf(change, ref),
    dirtySince: isDoubted ? now : lastingDoubt(known?.dirtySince ?? null, facts),
    misses: Object.keys(read).length > 0 ? 0 : (known?.misses ?? 0),
  };
};

/** A doubt is over when everything was read after it came up. */
const lastingDoubt = (since: string | null, facts: HeldImageFacts): string | null =>
  since === null || Object.values(facts).every(({ readAt }) => readAt > since) ? null : since;

const makerOf = ({ detail, outcome, actor, images }: ImageChange, { image }: ImageRef): Actor | null =>
  detail.kind === 'created' && outcome.kind === 'done' && images.includes(image) ? actor : null;

const factsOf = (state: ImageState): HeldImageFacts =>
  Object.fromEntries(
    HELD.flatMap((fact) => {
      const datum: Datum<unknown> | undefined = state[fact];
      return datum?.kind === 'known' ? [[fact, { value: datum.value, readAt: state.observedAt }]] : [];
    }),
  );

const latest = (held: HeldImageFacts, read: HeldImageFacts): HeldImageFacts => {
  const later = HELD.flatMap((fact) => {
    const [before, now]: readonly (Held<unknown> | undefined)[] = [held[fact], read[fact]];
    return now !== undefined && (before === undefined || now.readAt > before.readAt)
      ? [[fact, now] as const]
      : [];
  });
  return { ...held, ...Object.fromEntries(later) };
};
