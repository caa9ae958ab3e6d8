import { anyList, growing, owner, watermark } from '../schema/forms.ts';
import { imageName } from '../schema/words.ts';
import { fewer } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

export const launchSource: RuleSource = {
  kind: 'launch',
  members: {
    owners: anyList(owner).optional(),
    images: anyList(imageName).optional(),
    watermarks: anyList(watermark).optional(),
  },
  changes: {
    owners: growing(owner).optional(),
    images: growing(imageName).optional(),
    watermarks: growing(watermark).optional(),
  },
  grows: ['owners', 'images', 'watermarks'],
  stricter: { owners: fewer, images: fewer, watermarks: fewer },
};
