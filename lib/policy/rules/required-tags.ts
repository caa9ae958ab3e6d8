import * as z from 'zod/mini';
import type { TagRequirement } from '../../model/parameters.ts';
import { fitsPattern } from '../pattern/fits-pattern.ts';
import { patternShape, strings } from '../parameter-shapes.ts';
import { defineRule, type Failure } from '../rule.ts';

const tag = z.union([
  z.strictObject({ kind: z.literal('present') }),
  z.strictObject({ kind: z.literal('pattern'), pattern: patternShape }),
  z.strictObject({ kind: z.literal('values'), values: strings }),
]);

/** Fails for each tag that is missing, empty, or whose value is off its pattern or list. */
export const requiredTags = defineRule({
  id: 'required-tags',
  subject: 'image',
  why: 'An image without an owner is patched by nobody, and no one dares to delete it.',
  holds: 'All required tags are there and in order.',
  awsFact:
    'Tags are the owner’s own words, and often arrive in a call of their own after CreateImage (CreateTags); keys that begin with `aws:` are not for users.',
  severity: 'low',
  reads: ['image'],
  parameters: z.strictObject({ kind: z.literal('required-tags'), tags: z.record(z.string(), tag) }),
  defaults: { kind: 'required-tags', tags: {} },
  remediations: ['add-tags'],
  remediation: null,
  check: ({ tags }, { image }) => ({
    kind: 'judged',
    failures: Object.entries(tags)
      .map(([tag, requirement]) => judge(tag, requirement, valueOf(image.tags, tag)))
      .filter((failure) => failure !== null),
  }),
});

// A tag may be called `constructor`: only own members count.
const valueOf = (tags: Readonly<Record<string, string>>, tag: string): string | null =>
  Object.hasOwn(tags, tag) ? (tags[tag] ?? null) : null;

const judge = (tag: string, requirement: TagRequirement, value: string | null): Failure | null => {
  if (value === null) return failing(tag, null, `Tag ${tag} is missing.`);
  if (value.trim() === '') return failing(tag, value, `Tag ${tag} is empty.`);
  switch (requirement.kind) {
    case 'present':
      return null;
    case 'values':
      if (requirement.values.includes(value)) return null;
      return failing(
        tag,
        value,
        `Tag ${tag} is "${value}", expected one of ${requirement.values.join(', ')}.`,
      );
    case 'pattern':
      if (fitsPattern(requirement.pattern, value)) return null;
      return failing(tag, value, `Tag ${tag} is "${value}", expected to match ${requirement.pattern}.`);
  }
};

const failing = (tag: string, value: string | null, reason: string): Failure => ({
  detail: { kind: 'tag', tag, value },
  reason,
});
