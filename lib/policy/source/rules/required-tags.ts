import * as z from 'zod';
import type { TagRequirement } from '../../../model/parameters.ts';
import { tagName } from '../schema/forms.ts';
import { list, mapping, pattern } from '../schema/words.ts';
import { everyMember, tagOrder } from '../strictness.ts';
import type { RuleSource } from './rule-source.ts';

const TAG = 'expected true, { pattern: … } or { values: […] }';
const present = z.literal(true).transform((): TagRequirement => ({ kind: 'present' }));
const form = mapping({
  pattern: pattern.optional(),
  values: list(z.string({ error: 'expected text (numbers in quotes)' })).optional(),
})
  .refine((written) => Object.keys(written).length === 1, { error: TAG })
  .transform(({ pattern: text, values }): TagRequirement =>
    text === undefined ? { kind: 'values', values: values ?? [] } : { kind: 'pattern', pattern: text },
  );

export const requiredTagsSource: RuleSource = {
  kind: 'required-tags',
  members: {
    tags: z
      .record(tagName, z.union([present, form], { error: TAG }), {
        error: 'expected tags: a mapping of key to true, { pattern: … } or { values: […] }',
      })
      .refine((tags) => Object.keys(tags).length > 0, { error: 'expected at least one tag' }),
  },
  changes: {
    tags: z
      .record(
        tagName,
        z.union([present, z.literal(false).transform(() => null), form], {
          error: 'expected true, false, { pattern: … } or { values: […] }',
        }),
        { error: 'expected tags: a mapping' },
      )
      .optional(),
  },
  // A tag may be called `add`.
  grows: [],
  stricter: { tags: everyMember(tagOrder) },
};
