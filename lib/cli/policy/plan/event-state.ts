import type { ImageChange } from '../../../model/change.ts';
import type { Datum, Fact, FactData, ImageFacts, SubjectState } from '../../../model/image.ts';
import { GUARDRAIL_FACTS, isImage, isInstance, type SubjectRef } from '../../../model/subject.ts';
import { wholeState } from '../../inventory-file/subject-facts.ts';

/**
 * A subject as a past event left it, as far as can be told: what the event says, over what the inventory holds (null: nothing).
 * Null when the event can have made nothing worse, such as one that only takes principals away.
 */
export const stateAfter = (
  change: ImageChange,
  ref: SubjectRef,
  known: SubjectState | null,
  launched: Datum<ImageFacts> | null,
): SubjectState | null => {
  const said = saidBy(change, ref, known, launched);
  if (said === null) return null;
  return wholeState({ ...known, ...said, ref, observedAt: change.at });
};

// Each has events of its own: what the inventory knows of them came later, by one of those.
const TOLD_ELSEWHERE: readonly Fact[] = ['launchPermission', 'snapshotSharing', 'exports'];
const SAYING: readonly ImageChange['detail']['kind'][] = ['shared', 'snapshot-shared', 'exported'];

/** The groups of facts that a past event is judged by: those that it touched, but for what other events tell of. */
export const touchedBy = ({ touches, detail }: ImageChange): readonly Fact[] =>
  SAYING.includes(detail.kind) ? touches : touches.filter((fact) => !TOLD_ELSEWHERE.includes(fact));

const UNREAD: Datum<never> = { kind: 'unread' };

const saidBy = (
  change: ImageChange,
  ref: SubjectRef,
  known: SubjectState | null,
  launched: Datum<ImageFacts> | null,
): FactData | null => {
  const { detail } = change;
  const image = known?.image ?? UNREAD;
  switch (detail.kind) {
    case 'created':
    case 'attribute':
      return {};
    case 'shared':
      return detail.added.length === 0 ? null : { launchPermission: { kind: 'known', value: detail.added } };
    case 'snapshot-shared': {
      if (detail.added.length === 0) return null;
      const value = change.snapshots.map((snapshot) => ({ snapshot, principals: detail.added }));
      return { snapshotSharing: { kind: 'known', value } };
    }
    case 'tagged':
      return { image: over(image, ({ tags }) => ({ tags: tagsAfter(tags, detail.set, detail.deleted) })) };
    case 'state': {
      const state = detail.state === 'enabled' ? 'available' : detail.state;
      return { image: over(image, () => ({ state })) };
    }
    case 'exported': {
      const value = [{ how: detail.how, bucket: detail.bucket, key: null, state: null }];
      return { exports: { kind: 'known', value } };
    }
    case 'launched':
      return isInstance(ref) ? launchedFrom(change, ref.instance, launched ?? ownImage(known)) : {};
    case 'guardrail':
      return isImage(ref) ? {} : railsAfter(change, detail.to);
    case 'shares-reset':
    case 'importing':
    case 'unseen':
    case 'recheck':
      return null;
  }
};

const over = (
  image: Datum<ImageFacts>,
  change: (image: ImageFacts) => Partial<ImageFacts>,
): Datum<ImageFacts> =>
  image.kind === 'known' ? { kind: 'known', value: { ...image.value, ...change(image.value) } } : image;

const tagsAfter = (
  tags: ImageFacts['tags'],
  set: ImageFacts['tags'],
  deleted: readonly string[],
): ImageFacts['tags'] => {
  const left = Object.entries(tags).filter(([tag]) => !deleted.includes(tag));
  return Object.fromEntries([...left, ...Object.entries(set)]);
};

const launchedFrom = (
  { account, at, instances }: ImageChange,
  id: string,
  launched: Datum<ImageFacts> | null,
): FactData => {
  const one = instances.find(({ instance }) => instance === id);
  if (one?.image === undefined || one.image === null) return {};
  const { instance, image } = one;
  return {
    instance: { kind: 'known', value: { instance, image, state: 'running', launchedAt: at, owner: account } },
    image: launched ?? UNREAD,
  };
};

/** What the inventory's own line of an instance says of its image. */
const ownImage = (known: SubjectState | null): Datum<ImageFacts> | null => known?.image ?? null;

/** Only what the event switched: of the other guard rails nobody knows how they stood then. */
const railsAfter = ({ touches }: ImageChange, to: string | null): FactData => {
  if (to === null) return {};
  const rails = GUARDRAIL_FACTS.filter((fact) => touches.includes(fact)).map((fact) => {
    const value =
      fact === 'ebsEncryption' ? { enabled: to === 'enabled' } : { state: to, managedBy: 'account' };
    return [fact, { kind: 'known', value }] as const;
  });
  return Object.fromEntries(rails);
};
