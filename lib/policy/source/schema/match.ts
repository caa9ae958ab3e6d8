import * as z from 'zod';
import {
  accountOrGroup,
  groupName,
  imageName,
  list,
  mapping,
  regionGlob,
  sentence,
  severity,
  unitOrGroup,
  account,
  unit,
} from './words.ts';

// No tag at all would hold everywhere.
const tagGlobs = z
  .record(z.string(), sentence, { error: 'expected tags: a mapping of key to value or glob' })
  .refine((tags) => Object.keys(tags).length > 0, { error: 'expected at least one tag' })
  .meta({ minProperties: 1 });

const place = {
  accounts: list(accountOrGroup).optional(),
  ous: list(unitOrGroup).optional(),
  regions: list(regionGlob).optional(),
  accountTags: tagGlobs.optional(),
  images: list(imageName).optional(),
};

const notEmpty = (value: object): boolean => Object.keys(value).length > 0;
const EMPTY = { error: 'expected at least one condition' };

/** A named scope. It names no other group: a chain of names is never followed. */
export const group = mapping({
  ...place,
  accounts: list(account).optional(),
  ous: list(unit).optional(),
  imageTags: tagGlobs.optional(),
})
  .refine(notEmpty, EMPTY)
  .meta({ minProperties: 1 });

/** Where an override or a waiver holds: conditions, or a group by name. */
export const match = z.union(
  [
    groupName,
    mapping({ ...place, imageTags: tagGlobs.optional() })
      .refine(notEmpty, EMPTY)
      .meta({ minProperties: 1 }),
  ],
  {
    error: 'expected a mapping of conditions or "@group"',
  },
);

/** Which findings a route takes. What it asks for must stand in a finding: the image's tags don't. */
export const routeMatch = z.union(
  [
    groupName,
    mapping({ ...place, severity: list(severity).optional() })
      .refine(notEmpty, EMPTY)
      .meta({ minProperties: 1 }),
  ],
  { error: 'expected a mapping of conditions or "@group"' },
);

export type GroupSource = z.infer<typeof group>;
export type MatchSource = z.infer<typeof match> | z.infer<typeof routeMatch>;
