import { anyList, growing, imageId, owner, watermark } from '../schema/forms.ts';
import { narrower } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

export const provenanceSource: RuleSource = {
  kind: 'provenance',
  members: {
    sourceImages: anyList(imageId).optional(),
    sourceOwners: anyList(owner).optional(),
    ancestorOwners: anyList(owner).optional(),
    watermarks: anyList(watermark).optional(),
  },
  changes: {
    sourceImages: growing(imageId).optional(),
    sourceOwners: growing(owner).optional(),
    ancestorOwners: growing(owner).optional(),
    watermarks: growing(watermark).optional(),
  },
  grows: ['sourceImages', 'sourceOwners', 'ancestorOwners', 'watermarks'],
  stricter: {
    sourceImages: narrower,
    sourceOwners: narrower,
    ancestorOwners: narrower,
    watermarks: narrower,
  },
};
