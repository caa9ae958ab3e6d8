import * as z from 'zod/mini';
import type { ImageFacts } from '../../model/image.ts';
import { attributeFails, IS_PENDING } from '../failures.ts';
import { judgeAncestors, judgeSourceImage, judgeSourceOwner } from '../origin.ts';
import { strings } from '../parameter-shapes.ts';
import { defineRule, type Failure } from '../rule.ts';

/** Fails for an image that does not come from where it must. Every list that is not empty must hold; what the ancestry leaves out is unreadable. */
export const provenance = defineRule({
  id: 'provenance',
  subject: 'image',
  why: 'An image is as trustworthy as what it was made from, and a name or a tag says nothing of that.',
  holds: 'The image comes from where it must.',
  awsFact:
    'GetImageAncestry follows CopyImage, CreateImage and restores for up to 50 ancestors and stops at RegisterImage; of their owners it names aliases (`amazon`) only, and DescribeImages the accounts while they can be seen; a watermark (`account:name`) is inherited by copies, and only its account can set it.',
  severity: 'high',
  reads: ['image'],
  optionalReads: ['ancestry'],
  asksFor: ({ sourceImages, sourceOwners, ancestorOwners }) =>
    sourceImages.length + sourceOwners.length + ancestorOwners.length > 0 ? ['ancestry'] : [],
  parameters: z.strictObject({
    kind: z.literal('provenance'),
    sourceImages: strings,
    sourceOwners: strings,
    ancestorOwners: strings,
    watermarks: strings,
  }),
  defaults: { kind: 'provenance', sourceImages: [], sourceOwners: [], ancestorOwners: [], watermarks: [] },
  remediations: ['disable'],
  remediation: null,
  check: (
    { sourceImages, sourceOwners, ancestorOwners, watermarks },
    { image, ancestry },
    { organization },
  ) => {
    if (image.state === 'pending') return IS_PENDING;
    const failures: (Failure | null)[] = [watermarks.length === 0 ? null : judgeWatermark(image, watermarks)];
    // Without the ancestry, where it is asked for, its fault is told beside this.
    if (ancestry !== undefined) {
      const origin = { image, ancestry };
      if (sourceImages.length > 0) failures.push(judgeSourceImage(origin, sourceImages));
      if (sourceOwners.length > 0) failures.push(judgeSourceOwner(origin, sourceOwners, organization));
      if (ancestorOwners.length > 0) failures.push(judgeAncestors(origin, ancestorOwners, organization));
    }
    return { kind: 'judged', failures: failures.filter((failure) => failure !== null) };
  },
});

const judgeWatermark = ({ watermarks }: ImageFacts, wanted: readonly string[]): Failure | null => {
  if (wanted.some((mark) => watermarks.includes(mark))) return null;
  const found = watermarks.length === 0 ? null : watermarks.toSorted().join(', ');
  const reason = `The image bears ${found === null ? 'no watermark' : `the watermark ${found}`}, expected ${wanted.join(' or ')}.`;
  return attributeFails('watermark', found, reason);
};
