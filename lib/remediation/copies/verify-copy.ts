import type { ImageCopy } from '../../model/facts.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { KeyFacts } from '../../model/key-facts.ts';

/** Why a copy that is available is not what it is to be: sentences; null when it is. */
export const copyDefect = (copy: ImageCopy, original: ImageFacts, { arn }: KeyFacts): string | null => {
  const { image, snapshots, disks, backing } = copy;
  const wanted = original.devices.filter(
    (device) => device.kind === 'ebs' && device.snapshot !== null,
  ).length;
  if (disks !== wanted) {
    return `${image} has ${String(disks)} disks, its original ${String(wanted)}.`;
  }
  if (snapshots.length !== backing) return `AWS does not show all snapshots of ${image}.`;
  const plain = snapshots.find(({ encrypted }) => !encrypted);
  if (plain !== undefined) return `${plain.snapshot} of ${image} is not encrypted.`;
  const other = snapshots.find(({ kmsKey }) => kmsKey !== arn);
  if (other !== undefined) {
    return `${other.snapshot} of ${image} is under ${other.kmsKey ?? 'a key that AWS does not tell'}, not under ${arn}.`;
  }
  const lost = Object.entries(original.tags)
    .filter(([tag, value]) => isOwnTag(tag) && copy.tags[tag] !== value)
    .map(([tag]) => tag)
    .toSorted();
  return lost.length === 0
    ? null
    : `${image} lacks tags of its original, or has them with another value: ${lost.join(', ')}.`;
};

/** A tag of people: neither AWS's own nor ours. */
const isOwnTag = (tag: string): boolean =>
  !tag.toLowerCase().startsWith('aws:') && !tag.startsWith('ami-warden:');
