import type { FindingDetail } from '../model/finding.ts';
import { sha256Hex } from '../model/hash.ts';
import { imageKey, type ImageRef } from '../model/image.ts';
import { principalKey } from '../model/principal.ts';

/** One text per detail of a rule and an image, for ids and sorting; what may change while it is the same failure is not in it. */
export const detailKey = (detail: FindingDetail): string => {
  switch (detail.kind) {
    case 'principal':
      return `principal/${principalKey(detail.principal)}`;
    case 'device':
      return `device/${detail.device}`;
    case 'tag':
      return `tag/${detail.tag}`;
    case 'unreadable':
      return `unreadable/${detail.datum}`;
  }
};

/** The stable id: the first 16 hex digits of the SHA-256 of rule, image key and detail key, a line each. */
export const findingId = (rule: string, ref: ImageRef, detail: FindingDetail): string =>
  sha256Hex(`${rule}\n${imageKey(ref)}\n${detailKey(detail)}`).slice(0, 16);
