import { COPY_OF } from '../model/copy-tags.ts';
import type { ImageChange } from '../model/change.ts';
import { ImageId } from '../model/ids.ts';
import type { SubjectState } from '../model/image.ts';
import type { SubjectRef } from '../model/subject.ts';
import type { GuardPorts } from './guard-ports.ts';

/**
 * When EC2 tells that a copy of ours is there, or has failed, its original is looked at: its replacement goes on from there. A tag
 * alone is anybody's to set, but all that it brings about is a look.
 */
export const wakeOriginal = async (
  ref: SubjectRef,
  { detail }: ImageChange,
  { image }: SubjectState,
  { queues, clock }: Pick<GuardPorts, 'queues' | 'clock'>,
): Promise<void> => {
  if (detail.kind !== 'state' || image?.kind !== 'known') return;
  const { tags, sourceImage } = image.value;
  const original = ImageId.safeParse(Object.entries(tags).find(([tag]) => tag === COPY_OF)?.[1]);
  if (!original.success || original.data !== sourceImage) return;
  const now = clock.now().toISOString();
  await queues.sendRecheck({ account: ref.account, region: ref.region, image: original.data }, now, now);
};
