import type { ImageId } from '../../model/ids.ts';
import type { Datum, ImageFacts, InstanceState } from '../../model/image.ts';
import { isInstance, subjectKey } from '../../model/subject.ts';
import type { ListedInstance } from '../../ports/estate-reader.ts';
import { few } from './few.ts';
import { lookAt } from './find-vanished.ts';
import { judgeSeen } from './judge-seen.ts';
import type { Sweeping } from './sweeping.ts';
import { asGap } from './tally.ts';

const JUDGED_AT_ONCE = 8;

/** Judges the place's instances, where a rule of the policy reads any, each with its image as the account sees it. Answers false when it stopped. */
export const judgeInstances = async (sweeping: Sweeping): Promise<boolean> => {
  const { facts, reader, ports, request, tally, open } = sweeping;
  const findings = [...open.values()].flatMap(([first]) =>
    first !== undefined && isInstance(first.ref) ? [first.ref] : [],
  );
  if (facts.instance.length === 0 && findings.length === 0) return true;
  const seen = new Set<string>();
  const images = new Map<ImageId, Datum<ImageFacts>>();
  try {
    if (facts.instance.length > 0) {
      const pages = reader.instances()[Symbol.asyncIterator]();
      for (;;) {
        if (sweeping.isOver()) return false;
        const observedAt = ports.clock.now().toISOString();
        const page = await pages.next();
        if (page.done === true) break;
        await readImages(page.value, images, sweeping);
        await few(page.value, JUDGED_AT_ONCE, async (instance) => {
          const ref = { ...request.place, instance: instance.instance };
          seen.add(subjectKey(ref));
          const state: InstanceState = {
            ref,
            observedAt,
            instance: instance.facts,
            image: imageOf(instance, images),
          };
          await judgeSeen(state, sweeping);
        });
      }
    }
  } catch (thrown) {
    tally.gap(null, asGap(thrown));
    return true;
  }
  if (request.judge.kind === 'report') return true;
  // Terminated, or of a rule that is no more: looked at one by one.
  for (const ref of findings) if (!seen.has(subjectKey(ref))) await lookAt(ref, sweeping);
  return true;
};

const readImages = async (
  page: readonly ListedInstance[],
  images: Map<ImageId, Datum<ImageFacts>>,
  { reader }: Sweeping,
): Promise<void> => {
  const ids = page.flatMap(({ facts }) => (facts.kind === 'known' ? [facts.value.image] : []));
  const unknown = [...new Set(ids)].filter((id) => !images.has(id));
  if (unknown.length === 0) return;
  const read = await reader.seenImages(unknown);
  for (const id of unknown) images.set(id, read.get(id) ?? unseen(id));
};

const imageOf = (
  { facts }: ListedInstance,
  images: ReadonlyMap<ImageId, Datum<ImageFacts>>,
): Datum<ImageFacts> => {
  if (facts.kind !== 'known') return facts.kind === 'fault' ? facts : { kind: 'unread' };
  return images.get(facts.value.image) ?? unseen(facts.value.image);
};

const unseen = (image: ImageId): Datum<never> => ({
  kind: 'fault',
  operation: 'DescribeImages',
  code: 'InvalidAMIID.NotFound',
  message: `the account does not see ${image} any more: it was deregistered, or is shared with it no longer`,
  retryable: false,
});
