import type { BlockDevice, ImageFacts } from '../../model/image.ts';

/** Whether two looks saw the same image. AWS may put tags, devices and the like in another order each time. */
export const isSame = (one: ImageFacts, other: ImageFacts): boolean => isSameButFor(one, other, []);

// What changes without anybody's call: EC2 tells of a launch a day later.
const BY_ITSELF: readonly (keyof ImageFacts)[] = ['lastLaunchedAt'];

/** Whether what differs between two looks is somebody's doing, of which an event should have told. */
export const isDoing = (before: ImageFacts, after: ImageFacts): boolean =>
  !isSameButFor(before, after, BY_ITSELF);

const isSameButFor = (one: ImageFacts, other: ImageFacts, left: readonly (keyof ImageFacts)[]): boolean =>
  (Object.keys(other) as (keyof ImageFacts)[]).every(
    (name) => one[name] === other[name] || left.includes(name) || isSameMember(name, one, other),
  );

const isSameMember = (name: keyof ImageFacts, one: ImageFacts, other: ImageFacts): boolean => {
  if (name === 'tags') return isSameMap(one.tags, other.tags);
  if (name === 'devices') return isSameSet(one.devices, other.devices, isSameDevice);
  return (name === 'productCodes' || name === 'watermarks') && isSameSet(one[name], other[name], Object.is);
};

const isSameMap = (one: ImageFacts['tags'], other: ImageFacts['tags']): boolean => {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  );
};

const isSameSet = <Item>(
  one: readonly Item[],
  other: readonly Item[],
  isSameItem: (one: Item, other: Item) => boolean,
): boolean =>
  one.length === other.length && one.every((item) => other.some((another) => isSameItem(item, another)));

const isSameDevice = (one: BlockDevice, other: BlockDevice): boolean => {
  if (one.device !== other.device || one.kind !== 'ebs' || other.kind !== 'ebs')
    return one.device === other.device && one.kind === other.kind;
  return (
    one.snapshot === other.snapshot && one.encrypted === other.encrypted && one.sizeGiB === other.sizeGiB
  );
};
