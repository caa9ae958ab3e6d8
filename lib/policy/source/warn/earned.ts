import type { Match } from '../../../model/policy.ts';
import { locate, type Problem } from '../source-file.ts';
import type { Warned } from './warned.ts';

/** Waivers that nothing but tags of the image decides: whoever may tag an image exempts it. */
export const warnOfEarned = ({ content, written }: Warned): readonly Problem[] =>
  content.waivers.flatMap(({ id, match }, index) => {
    const at = written.waivers[index]?.at;
    if (at === undefined || match.imageTags === undefined || isBound(match)) return [];
    const message =
      `waiver ${id} is for any image with these tags: whoever may tag an image exempts it; ` +
      'accounts, ous, accountTags or images beside them would say whose';
    return [{ at: (locate(at, ['match', 'imageTags']) ?? at).keyAt, message }];
  });

/** Whether it says whose images, or which: a region, or the unit of all, is everybody's. */
const isBound = ({ accounts, units, accountTags, images }: Match): boolean =>
  accounts !== undefined ||
  accountTags !== undefined ||
  units?.every((unit) => unit !== 'Root') === true ||
  images?.every((image) => !/^name:[*?]+$/.test(image)) === true;
