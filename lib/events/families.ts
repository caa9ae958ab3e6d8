import type { CallFamily } from './call.ts';
import { createImage } from './create-image.ts';
import { deregisterImage } from './deregister-image.ts';
import { enableImage } from './enable-image.ts';
import { exportImage } from './export-image.ts';
import { guardrail } from './guardrail.ts';
import { imageSetting } from './image-setting.ts';
import { importImage } from './import-image.ts';
import { launch, replaceRootVolume } from './launch.ts';
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
  exportImage,
  importImage,
  guardrail,
  launch,
  replaceRootVolume,
];

/** The families by the names of their calls (CloudTrail's eventName): the calls that event patterns have to let through. */
export const families: ReadonlyMap<string, CallFamily> = new Map(
  FAMILIES.flatMap((family) => family.calls.map((call) => [call, family] as const)),
);
