import type { CallFamily } from './call.ts';
import { createImage } from './create-image.ts';
import { deregisterImage } from './deregister-image.ts';
import { enableImage } from './enable-image.ts';
import { imageSetting } from './image-setting.ts';
import { modifyImageAttribute } from './modify-image-attribute.ts';
import { resetImageAttribute } from './reset-image-attribute.ts';
import { snapshotAttribute } from './snapshot-attribute.ts';
import { tags } from './tags.ts';

const FAMILIES: readonly CallFamily[] = [
  createImage,
  modifyImageAttribute,
  resetImageAttribute,
  deregisterImage,
  enableImage,
  imageSetting,
  tags,
  snapshotAttribute,
];

/** The families by the names of their calls (CloudTrail's eventName): the calls that event patterns have to let through. */
export const families: ReadonlyMap<string, CallFamily> = new Map(
  FAMILIES.flatMap((family) => family.calls.map((call) => [call, family] as const)),
);
